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
  cases: ['virtual-services/rewrite-slash', 'virtual-services/rewrite-to-root'],
  evidence: 'the backend receives /v2/modelsllama for /models/llama, and //llama where /models becomes /',
  bad: altered(GOOD, ['uri: /v2/models/', 'uri: /v2/models # <- MLM0210']),
  good: GOOD,
  * check(virtualService) {
    const taken = new Set<string>();
    for (const [i, { match = [], rewrite }] of (virtualService.spec.http ?? []).entries()) {
      for (const prefix of match.flatMap(({ uri }) => uri?.prefix ?? [])) {
        const from = taken.has(`${prefix}/`) ? undefined : exampleOf(prefix, rewrite?.uri);
        if (from !== undefined) {
          yield { at: virtualService.at('spec', 'http', i, 'rewrite', 'uri'), data: { example: from, result: `${rewrite!.uri}${from.slice(prefix.length)}` } };
          break;
        }
        taken.add(prefix);
      }
    }
  },
});

/** A path of which more is lost or doubled than the prefix is replaced by. Of `/` nothing is known but that all paths begin with it. */
function exampleOf(prefix: string, uri: string | undefined): string | undefined {
  const isEven = uri === undefined || uri === '' || prefix === '/' || prefix.endsWith('/') === uri.endsWith('/');
  return isEven ? undefined : `${prefix}${prefix.endsWith('/') ? '' : '/'}llama`;
}
