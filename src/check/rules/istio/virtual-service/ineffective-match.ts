import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { formatPath } from '../../../../manifest/path';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';
import { coverage } from './reachability';

export const ineffectiveMatch = warned({
  code: 'MLM0913',
  name: 'ineffective-match',
  title: 'A match of a VirtualService stands after one that covers it',
  kinds: [VIRTUAL_SERVICE],
  why: 'The first match that holds decides: after a shorter prefix a longer one has no say. The webhook warns of it; it compares the methods of requests as if a match without one '
    + 'were of GET.',
  fix: 'put the longer prefix first, and delete what stands twice',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - match:
            - uri:
                prefix: /v1/
          route:
            - destination:
                host: model
        - match:
            - uri: # <- MLM0913
                prefix: /v1/embeddings/
          route:
            - destination:
                host: embedder
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - match:
            - uri:
                prefix: /v1/embeddings/
          route:
            - destination:
                host: embedder
        - match:
            - uri:
                prefix: /v1/
          route:
            - destination:
                host: model
  `,
  * check(service) {
    for (const { path, by } of coverage(service.spec).matches) {
      yield {
        ...found(service.at('spec', ...path), `the match has no effect: ${formatPath(by)} stands before it and covers it`),
        related: [{ at: service.at('spec', ...by), label: 'covers it' }],
      };
    }
  },
}, 'IST0131');
