import type { Outcome } from './outcome';
import type { SimulatedRequest } from './request';
import type { DataPlane } from '../core/versions/data-plane';
import type { ManifestIndex } from '../manifest/manifest-index';

/** That the pods of a namespace take part as they do, because the objects say nothing of it. */
export interface Assumption {
  readonly namespace: string;
  readonly dataPlane: DataPlane;
}

/** What an answer takes for given: of the pods that call, and of those that proxies stand before. */
export function assumptions(index: ManifestIndex, { source }: SimulatedRequest, outcomes: readonly Outcome[]): readonly Assumption[] {
  const calling = source === undefined ? [] : index.pods.in(source.namespace).filter(({ serviceAccount }) => serviceAccount === source.name);
  const passed = outcomes.flatMap(({ hops }) => hops.flatMap(({ proxy: { kind, pods } }) => (kind === 'gateway' || kind === 'waypoint' || pods === undefined ? [] : [pods])));
  const assumed = new Map([...calling, ...passed].flatMap((pods) => {
    const dataPlane = index.namespaces.assumedFor(pods);
    return dataPlane === undefined ? [] : [[pods.namespace, dataPlane] as const];
  }));
  return [...assumed].map(([namespace, dataPlane]) => ({ namespace, dataPlane })).sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}
