import { edge, type GraphPart, node } from './graph';
import { workloadId } from './workloads';
import type { InferencePoolSpec } from '../../imports/inference.networking.k8s.io';
import { INFERENCE_POOL, SERVICE } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import { poolHost } from '../simulate/compile/pools';

type Pool = ManifestObject<InferencePoolSpec>;

/** A pool, and whom gateways ask for one of its pods. */
export function poolPart(index: ManifestIndex, pool: Pool): GraphPart {
  const { targetPorts = [], endpointPickerRef: picker } = pool.spec;
  const ports = targetPorts.map(({ number }) => number).join(', ');
  const own = node('pool', pool, ['InferencePool', ...(ports === '' ? [] : [`port ${ports}`])]);
  const service = picker === undefined ? undefined : index.find(SERVICE, pool.namespace, picker.name);
  const pickers = service === undefined ? [] : index.podsOfService(service);
  const failure = picker?.failureMode === 'FailOpen' ? 'any pod if it is down' : 'fails if it is down';
  return {
    nodes: [own],
    edges: [
      ...pickers.map((each) => edge('asks', own.id, workloadId(each), [`picker, ${failure}`])),
    ],
  };
}

/** The pool for which istiod made the host. */
export function poolOfHost(index: ManifestIndex, host: string): Pool | undefined {
  return index.all(INFERENCE_POOL).find((pool) => poolHost(index, pool) === host);
}
