import { GRPC_PICKER_EXAMPLE } from './picker-parser';
import { poolRules, isPoolRef } from './pool-rules';
import type { InferencePoolSpec } from '../../../../imports/inference.networking.k8s.io';
import { CALLS_ONLY, parsersOf } from '../../../manifest/inference/pickers';
import { HTTP_ROUTE, INFERENCE_POOL } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, together, yaml } from '../../rule';

/** What is posted as JSON only: nothing below it is a call of gRPC. */
const POSTED_JSON = /\/(chat\/completions|completions|embeddings)\/?$/;

const GOOD = together(GRPC_PICKER_EXAMPLE, yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: calls
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    rules:
      - matches:
          - path:
              value: /vllm.grpc.engine.VllmEngine
        backendRefs:
          - group: inference.networking.k8s.io
            kind: InferencePool
            name: llama
`);

export const jsonToGrpcPicker = rule({
  code: 'MLM0539',
  name: 'json-to-grpc-picker',
  severity: 'error',
  title: 'A path of the OpenAI API leads to an endpoint picker that reads gRPC',
  kinds: [HTTP_ROUTE],
  message: 'what is posted to {path} is JSON, and the picker of {pool} takes calls of vLLM over gRPC only',
  why: 'The picker answers 400 to every body that is no such call, before a server is chosen.',
  fix: 'lead the path to a pool whose picker reads the OpenAI API, or match /vllm.grpc.engine.VllmEngine',
  cases: ['inference/grpc-pool'],
  evidence: 'a chat is answered 400 without a backend, a call of gRPC 200',
  bad: altered(GOOD, ['value: /vllm.grpc.engine.VllmEngine', 'value: /v1/chat/completions # <- MLM0539']),
  good: GOOD,
  * check(route, { index }) {
    for (const { rule: { matches = [], backendRefs = [] }, at } of poolRules(route)) {
      const pool = backendRefs.filter(isPoolRef).map(({ name, namespace = route.namespace }) => index.find(INFERENCE_POOL, namespace, name))
        .find((each) => each !== undefined && takesCallsOnly(index, each));
      for (const [i, { path }] of matches.entries()) {
        const isPosted = path?.type !== 'RegularExpression' && POSTED_JSON.test(path?.value ?? '');
        if (pool !== undefined && isPosted) {
          yield { at: at.at('matches', i, 'path', 'value'), data: { path: path!.value!, pool: pool.id }, related: [{ at: pool.at('spec'), label: 'the pool' }] };
        }
      }
    }
  },
});

function takesCallsOnly(index: ManifestIndex, pool: ManifestObject<InferencePoolSpec>): boolean {
  const service = index.pickers.serviceOf(pool);
  const pickers = service === undefined ? [] : index.pickers.behind(service);
  return pickers.length > 0 && pickers.every((picker) => {
    const config = index.pickers.configOf(picker);
    return picker.release?.objectiveGroup === 'inference.networking.x-k8s.io' && config !== undefined && parsersOf(config)[0] === CALLS_ONLY;
  });
}
