import { gatewayKey } from './named-gateways';
import { portsOfHosts } from './ports-of-hosts';
import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, type Hit, rule, yaml } from '../../../rule';

const GOOD = yaml`
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
          - port: 80
        timeout: 5s
        route:
          - destination:
              host: model
      - match:
          - gateways:
              - mesh
        route:
          - destination:
              host: model
      - route:
          - destination:
              host: model
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
        targetPort: 8080
`;

export const matchOfNobody = rule({
  code: 'MLM0977',
  name: 'match-of-nobody',
  severity: 'warning',
  title: 'A match of a VirtualService asks for a port or a gateway that its requests never have',
  kinds: [VIRTUAL_SERVICE],
  message: 'no request has {what}',
  why: 'The port of a match is that of the Service that is called, not that of its pods; and a VirtualService is applied at the gateways that it lists, or without a list in the mesh, '
    + 'so that a match of another gateway never holds. The route is passed over, and the next one takes its requests.',
  fix: 'name a port of the Service, and list the gateway in spec.gateways, with mesh beside it where callers in the mesh are meant too',
  cases: ['virtual-services/without-effect'],
  evidence: 'neither route takes a request',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['- port: 80\n      ', '- port: 8080 # <- MLM0977\n      '], ['- mesh', '- ml-serving/edge'], ['- gateways:', '- gateways: # <- MLM0977']),
  good: GOOD,
  * check(service, { index }) {
    const { http = [], tcp = [], tls = [], gateways = [] } = service.spec;
    const listed = (gateways.length === 0 ? ['mesh'] : gateways).map((name) => gatewayKey(name, service.namespace));
    const ports = portsOfHosts(service, index)?.map(({ number }) => number);
    for (const [field, routes] of isRoot(service) ? Object.entries({ http, tcp, tls }) : []) {
      for (const [i, { match = [] }] of routes.entries()) {
        for (const [j, conditions] of match.entries()) {
          yield* hits(service.at('spec', field, i, 'match', j), conditions, listed, ports, service.namespace);
        }
      }
    }
  },
});

interface Conditions {
  readonly port?: number;
  readonly gateways?: readonly string[];
}

function* hits(
  at: Location, { port, gateways = [] }: Conditions, listed: readonly string[], ports: readonly number[] | undefined, namespace: string,
): Iterable<Hit> {
  if (gateways.length > 0 && !gateways.some((name) => listed.includes(gatewayKey(name, namespace)))) {
    yield { at: at.at('gateways'), data: { what: `come by ${gateways.join(' or ')}: the VirtualService is for ${listed.join(', ')}` } };
  } else if (port && ports !== undefined && !ports.includes(port)) {
    yield { at: at.at('port'), data: { what: `port ${port}: the hosts have ${ports.join(', ') || 'none'}` } };
  }
}

/** Gateways and hosts of a delegate are those of its root. */
function isRoot({ spec: { hosts = [] } }: ManifestObject<VirtualServiceSpec>): boolean {
  return hosts.length > 0;
}
