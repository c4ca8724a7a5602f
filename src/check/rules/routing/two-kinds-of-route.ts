import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { MESH_ROUTE, SERVICE_WITHOUT_SELECTOR } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model-next]
    http:
      - route:
          - destination:
              host: model-v2
`, MESH_ROUTE, SERVICE_WITHOUT_SELECTOR);

export const twoKindsOfRoute = rule({
  code: 'MLM0206',
  name: 'two-kinds-of-route',
  severity: 'error',
  title: 'A Service has an HTTPRoute and a VirtualService',
  kinds: [VIRTUAL_SERVICE],
  message: '{route} is for {service} as well: only one of the two is in force',
  why: 'A proxy takes one set of rules for a host and does not put the two together: the rules, limits and retries of the other one have no say, without a word.',
  fix: 'say everything in one of the two; faults and matches of sources need the VirtualService',
  cases: ['mesh/route-and-virtual-service'],
  evidence: 'both are accepted, and requests follow one of them only',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['[model-next]', '[model] # <- MLM0206']),
  good: GOOD,
  * check(virtualService, { index }) {
    for (const service of index.traffic.servicesFor(virtualService)) {
      const [route] = index.traffic.meshRoutesOf(service);
      if (route !== undefined) {
        yield {
          at: virtualService.at('spec', 'hosts'),
          data: { route: route.id, service: service.id },
          related: [{ at: route.at('metadata', 'name'), label: 'the route' }],
        };
      }
    }
  },
});
