import { routeExpressions } from '../../../manifest/gateway-api/expressions';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';
import { syntaxProblem } from '../istio/values/expressions';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: models
    namespace: ml-serving
  spec:
    rules:
      - matches:
          - path:
              type: RegularExpression
              value: /v1/models/[^/]+
        backendRefs:
          - name: models
            port: 80
`;

export const routeExpression = rule({
  code: 'MLM0215',
  name: 'route-expression',
  severity: 'error',
  title: 'A route compares with a regular expression that Envoy does not take',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: '{problem}',
  why: 'The API server and istiod take any text and the route is Accepted. Envoy refuses the routes of a port as a whole, those of other teams too: a proxy that runs keeps what it '
    + 'had before and takes no further change, one that starts has no route at all and answers 404. Which of its other ports got their routes is then a matter of chance: Envoy takes '
    + 'what comes for all of them in no order that holds, until it refuses one.',
  fix: 'write it without look-around and back-references, which RE2 does not have: a longer match wins over a shorter one, so that an exception can be a rule of its own',
  cases: ['routes/expression'],
  evidence: 'Envoy refuses the route configuration, and every route of the port is answered with 404, also that of another HTTPRoute; of twelve sidecars with such a route for one port one had no routes of another',
  bad: altered(GOOD, ['/v1/models/[^/]+', '/v1/(?!admin).* # <- MLM0215']),
  good: GOOD,
  * check(route) {
    for (const { expression, at } of routeExpressions(route)) {
      const problem = syntaxProblem(expression);
      if (problem !== undefined) {
        yield { at, data: { problem } };
      }
    }
  },
});
