import type { BackendRef } from '../../../manifest/gateway-api/backend-refs';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { INFERENCE_POOL, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { Labels } from '../../../manifest/shapes';

/** A backend that gets a share of requests, and the pods that it selects. */
export interface WeighedPods {
  readonly ref: BackendRef;
  readonly backend: ManifestObject;
  readonly selector: Labels;
  readonly pods: readonly PodSet[];
}

/** The backends of a route, with a weight or without, that select pods. */
export function backendsOf(route: ManifestObject, index: ManifestIndex): WeighedPods[] {
  return backendRefs(route).filter(({ weight }) => weight !== undefined).flatMap((ref) => {
    const service = ref.group === '' && ref.kind === 'Service' ? index.find(SERVICE, ref.namespace, ref.name) : undefined;
    const isPool = ref.group === INFERENCE_POOL.group && ref.kind === INFERENCE_POOL.kind;
    const pool = isPool ? index.find(INFERENCE_POOL, ref.namespace, ref.name) : undefined;
    const backend = service ?? pool;
    const selector = service?.spec.selector ?? pool?.spec.selector.matchLabels;
    return backend === undefined || selector === undefined
      ? []
      : [{ ref, backend, selector, pods: index.pods.matching(backend.namespace, selector) }];
  });
}
