import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { GATEWAY, type GRPC_ROUTE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames:
      - chat.example.com
    rules:
      - backendRefs:
          - name: llm-server
            port: 8000
`;

export const hostsWithoutParent = rule({
  code: 'MLM0214',
  name: 'hosts-without-parent',
  severity: 'error',
  title: 'A route names nobody that serves it',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'the route has no parentRefs: nobody serves {what}',
  why: 'A route belongs to the Gateways, or the Services, that it names. Without any it is accepted, nothing is ever said of it, and what it is for is answered with 404. '
    + 'Where the input is all there is, and has gateways, this is said of routes without hosts as well.',
  fix: 'name the Gateway in parentRefs',
  evidence: 'source: Gateway API v1.6 CommonRouteSpec. No case: a route that nobody serves has no status, for which the box waits',
  bad: altered(GOOD, ['  parentRefs:\n    - name: gateway\n', ''], ['hostnames:', 'hostnames: # <- MLM0214']),
  good: GOOD,
  * check(route, { index, isComplete }) {
    const { parentRefs = [], hostnames = [] } = route.spec;
    const hasHosts = hostnames.length > 0;
    if (parentRefs.length === 0 && (hasHosts || (isComplete && index.all(GATEWAY).length > 0))) {
      yield { at: hasHosts ? route.at('spec', 'hostnames') : route.at('spec'), data: { what: hasHosts ? hostnames.join(', ') : 'it' } };
    }
  },
});
