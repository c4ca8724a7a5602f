import { workloadName } from './compile/clusters';
import { nameOf } from './request';
import { RequestError } from './request-error';
import { GATEWAY } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';

/** `namespace/name` of what runs and is no proxy. */
export function workloadsOf(index: ManifestIndex): readonly string[] {
  return index.pods.all().filter(({ owner }) => owner.kind !== GATEWAY.kind).map((pods) => nameOf(workloadName(pods)));
}

/**
 * @param forms in which a workload may be named here
 * @throws for a workload that is not there, of which whatever is said would mean nothing
 */
export function checkWorkload(written: string, workloads: readonly string[], forms = 'namespace/name'): void {
  if (!workloads.includes(written)) {
    throw new RequestError(`no workload is called '${written}': give ${forms}: there is ${told(workloads)}`);
  }
}

/** Names, as errors list them. */
export function told(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ') || 'none';
}
