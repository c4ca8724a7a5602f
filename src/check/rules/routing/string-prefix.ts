import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const stringPrefix = rule({
  code: 'MLM0202',
  name: 'string-prefix',
  severity: 'warning',
  title: 'A prefix of a VirtualService ends inside of a path segment',
  kinds: [VIRTUAL_SERVICE],
  message: '{prefix} matches {prefix}X as well',
  why: 'The prefix of a VirtualService is one of the text, not of path segments as in an HTTPRoute: /v1/models also takes what is meant for /v1/models-admin.',
  fix: 'write exact for the path itself, and a prefix that ends with / for those below it',
  cases: ['virtual-services/prefix-is-a-string'],
  evidence: 'a path that only begins with the same letters is matched too',
  bad: yaml`
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
                prefix: /v1/chat/completions # <- MLM0202
          route:
            - destination:
                host: model
  `,
  good: yaml`
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
                exact: /v1/chat/completions
            - uri:
                prefix: /v1/models/
          route:
            - destination:
                host: model
  `,
  * check(virtualService) {
    for (const [i, { match = [] }] of (virtualService.spec.http ?? []).entries()) {
      for (const [j, { uri }] of match.entries()) {
        if (uri?.prefix !== undefined && /[^/]$/.test(uri.prefix)) {
          yield { at: virtualService.at('spec', 'http', i, 'match', j, 'uri', 'prefix'), data: { prefix: uri.prefix } };
        }
      }
    }
  },
});
