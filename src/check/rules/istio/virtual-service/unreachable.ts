import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { formatPath } from '../../../../manifest/path';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';
import { coverage } from './reachability';

export const unreachableRoute = warned({
  code: 'MLM0912',
  name: 'unreachable-route',
  title: 'A route of a VirtualService is never reached',
  kinds: [VIRTUAL_SERVICE],
  why: 'The first route that matches is taken: after one without matches, or with the same matches, nothing is left. The webhook warns of it.',
  fix: 'put the route without matches last, and delete what stands twice',
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
        - route:
            - destination:
                host: model-v1
        - match: # <- MLM0912
            - headers:
                x-model-version:
                  exact: v2
          route:
            - destination:
                host: model-v2
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
            - headers:
                x-model-version:
                  exact: v2
          route:
            - destination:
                host: model-v2
        - route:
            - destination:
                host: model-v1
  `,
  * check(service) {
    for (const { path, by } of coverage(service.spec).routes) {
      yield {
        ...found(service.at('spec', ...path), `no request reaches the route: ${formatPath(by)} takes all that it would match`),
        related: [{ at: service.at('spec', ...by), label: 'takes them' }],
      };
    }
  },
}, 'IST0130');
