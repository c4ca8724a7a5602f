import { ROLLOUT_EXAMPLE } from './rollout-example';
import { backendsOf } from './weighed-pods';
import type { InferencePoolSpec } from '../../../../imports/inference.networking.k8s.io';
import { GRPC_ROUTE, HTTP_ROUTE, INFERENCE_POOL } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule } from '../../rule';

const KINDS = [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE];

export const versionWithoutPods = rule({
  code: 'MLM0801',
  name: 'version-without-pods',
  severity: 'error',
  title: 'A version gets requests and has no pods',
  kinds: KINDS,
  message: 'Service {name} gets {weight} of {sum} and selects no pods ({labels})',
  why: 'The share of this version is answered with 503 and the rest of the route works: with a weight of 5 every twentieth request fails.',
  fix: 'write the labels of the pod template into the selector of the Service, or set weight: 0 until the version runs',
  isAbsence: true,
  cases: ['rollout/version-without-pods'],
  evidence: 'a tenth of the requests, the weight of the version, fails',
  bad: altered(ROLLOUT_EXAMPLE, ['- name: model-v2\n', '- name: model-v2 # <- MLM0801\n'], ['  selector:\n    app: model\n    version: v2\n', '  selector:\n    app: model-v2\n']),
  good: ROLLOUT_EXAMPLE,
  * check(route, { index }) {
    const backends = backendsOf(route, index);
    for (const { ref, backend, selector, pods } of backends) {
      if (ref.weight! > 0 && pods.length === 0 && !backend.is(INFERENCE_POOL)) {
        const sum = backends.filter((other) => other.ref.rule === ref.rule).reduce((total, other) => total + other.ref.weight!, 0);
        const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');
        yield { at: ref.at.at('name'), data: { name: ref.name, weight: ref.weight!, sum, labels } };
      }
    }
  },
});

export const scaledToZero = rule({
  code: 'MLM0802',
  name: 'scaled-to-zero',
  severity: 'warning',
  title: 'A version gets requests and is scaled to zero, or its endpoint picker is',
  kinds: KINDS,
  message: '{owner} has no replicas, and {kind} {name} gets requests (weight {weight})',
  why: 'Nothing wakes the version up when a request comes: until something scales it, its share is answered with 503 (500 where the endpoint picker of a pool '
    + 'is gone, under FailClose), and the rest of the route works.',
  fix: 'give it a replica before it gets a weight, or set weight: 0',
  cases: ['rollout/scaled-to-zero', 'rollout/picker-scaled-to-zero'],
  evidence: 'a tenth of the requests, the weight of the version, fails; of a pool without a picker all do, with 500',
  bad: altered(ROLLOUT_EXAMPLE, ['- name: model-v2\n', '- name: model-v2 # <- MLM0802\n'], ['replicas: 1', 'replicas: 0']),
  good: ROLLOUT_EXAMPLE,
  * check(route, { index }) {
    for (const { ref, backend, pods } of backendsOf(route, index).filter(({ ref: { weight } }) => weight! > 0)) {
      const pickers = route.is(HTTP_ROUTE) && backend.is(INFERENCE_POOL) ? pickersNeededBy(index, backend) : [];
      const idle = [pods, pickers].find((each) => each.length > 0 && each.every(({ replicas }) => replicas === 0));
      if (idle !== undefined) {
        const [{ owner }] = idle;
        yield {
          at: ref.at.at('name'),
          data: { owner: owner.id, kind: backend.kind, name: ref.name, weight: ref.weight! },
          related: [{ at: owner.at('spec', 'replicas'), label: 'no replicas' }],
        };
      }
    }
  },
});

/** The pods of the picker, where the pool answers nobody without it. */
function pickersNeededBy(index: ManifestIndex, pool: ManifestObject<InferencePoolSpec>): readonly PodSet[] {
  const service = pool.spec.endpointPickerRef?.failureMode === 'FailOpen' ? undefined : index.pickers.serviceOf(pool);
  return service === undefined ? [] : index.podsOfService(service);
}
