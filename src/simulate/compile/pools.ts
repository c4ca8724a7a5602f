import { createHash } from 'crypto';
import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import { HTTP_ROUTE, INFERENCE_POOL } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';

type Pool = ManifestObject<InferencePoolSpec>;

/** The first port of the Services that istiod makes for pools (pilot/pkg/config/kube/gateway/inferencepool_collection.go). */
export const POOL_PORT = 54321;

const MAX_NAME = 63;
const HASH = 8;

/** The host of the Service that istiod makes for a pool (`InferencePoolServiceName`). */
export function poolHost(index: ManifestIndex, { namespace, name }: { readonly namespace: string; readonly name: string }): string {
  const end = `-ip-${createHash('sha256').update(name).digest('hex').slice(0, HASH)}`;
  return index.hosts.fqdnOf({ namespace, name: name.slice(0, MAX_NAME - end.length) + end });
}

/** Whether istiod's Service can be made at all: it bears the name of the pool as a label, which has at most 63 letters (pilot/pkg/config/kube/gateway/inferencepool_collection.go `translateShadowServiceToService`). */
export function hasService(pool: string): boolean {
  return pool.length <= MAX_NAME;
}

/** The pools that have such a Service: those to which a route sends, not those that only receive copies. */
export function servedPools(index: ManifestIndex): readonly Pool[] {
  const refs = index.all(HTTP_ROUTE).flatMap(({ namespace: own, spec }) => (
    (spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs.map((ref) => ({ namespace: own, ...ref })))));
  const wanted = new Set(refs.filter(({ group, kind }) => group === INFERENCE_POOL.group && kind === INFERENCE_POOL.kind)
    .map(({ namespace, name }) => `${namespace}/${name}`));
  return index.all(INFERENCE_POOL).filter(({ namespace, name, spec }) => wanted.has(`${namespace}/${name}`) && spec.endpointPickerRef !== undefined && hasService(name));
}
