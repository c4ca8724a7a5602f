import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model]
    http:
      - match:
          - uri:
              prefix: /models/
        rewrite:
          uri: /v2/models/
        route:
          - destination:
              host: model
      - route:
          - destination:
              host: model
`;

export const rewriteSlash = rule({
  code: 'MLM0210',
  name: 'rewrite-slash',
  severity: 'warning',
  title: 'A rewrite loses or doubles the slash after a prefix',
  kinds: [VIRTUAL_SERVICE],
  message: '{example} becomes {result}',
  why: 'The prefix of a VirtualService is cut off as text and the new one put in its place: a slash at the end of one of them only is lost, or is there twice.',
  fix: 'end both with a slash, or none of the two',
  cases: ['virtual-services/rewrite-slash'],
  evidence: 'the backend receives /v2/modelsllama for /models/llama',
  bad: altered(GOOD, ['uri: /v2/models/', 'uri: /v2/models # <- MLM0210']),
  good: GOOD,
  * check(virtualService) {
    for (const [i, { match = [], rewrite }] of (virtualService.spec.http ?? []).entries()) {
      const prefix = match.map(({ uri }) => uri?.prefix).find((each) => each !== undefined && each.endsWith('/') !== rewrite?.uri?.endsWith('/'));
      if (rewrite?.uri !== undefined && prefix !== undefined && prefix !== '/' && rewrite.uri !== '/') {
        const rest = prefix.endsWith('/') ? 'llama' : '/llama';
        yield { at: virtualService.at('spec', 'http', i, 'rewrite', 'uri'), data: { example: `${prefix}${rest}`, result: `${rewrite.uri}${rest}` } };
      }
    }
  },
});
