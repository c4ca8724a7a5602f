import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { SERVICE, SERVICE_ENTRY, UDP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const missingPort = rule({
  code: 'MLM0103',
  name: 'missing-port',
  severity: 'error',
  title: 'A route names a port that the Service, or the ServiceEntry, does not have',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: '{owner} has no port {port}, it has {ports}',
  why: 'Nothing listens for the route: requests that fall on this backend fail with 500 or 503 while the route is Accepted. '
    + 'A Service is addressed by its port, not by the targetPort of its pods. As a parent it is named by that as well: a route for a port that is not there holds for no request. A port of UDP is there for UDPRoutes only.',
  fix: 'name a port of the Service (spec.ports[].port) or of the ServiceEntry (spec.ports[].number)',
  sameAs: ['KIA1402'],
  cases: ['references/missing-port', 'references/udp-port-of-host'],
  evidence: '500 without a backend, and the route ResolvedRefs: True',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - name: llm-server
              port: 8080 # <- MLM0103
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      ports:
        - port: 80
          targetPort: 8080
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - name: llm-server
              port: 80
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      ports:
        - port: 80
          targetPort: 8080
  `,
  * check(route, { index }) {
    for (const { group, kind, namespace, name, port, at } of backendRefs(route)) {
      const service = group === '' && kind === 'Service' ? index.find(SERVICE, namespace, name) : undefined;
      const ports = service?.spec.ports?.map((each) => each.port) ?? [];
      if (port !== undefined && service !== undefined && service.spec.type !== 'ExternalName' && !ports.includes(port)) {
        yield { at: at.at('port'), data: { owner: service.id, port, ports: ports.join(', ') || 'none' } };
      }
      const entries = group === SERVICE_ENTRY.group && kind === 'Hostname' ? index.hosts.entriesOf(name) : [];
      const numbers = entries.flatMap(({ spec }) => (spec.ports ?? []).map(({ number, protocol }) => ({ number, isUdp: protocol?.toUpperCase() === 'UDP' })));
      const isThere = numbers.some(({ number, isUdp }) => number === port && (!isUdp || route.kind === UDP_ROUTE.kind));
      // A Service of that host may have further ports.
      if (port !== undefined && entries.length > 0 && index.hosts.find(name, namespace).service === undefined && !isThere) {
        const written = numbers.map(({ number, isUdp }) => (isUdp ? `${number} of UDP` : number)).join(', ') || 'none';
        yield { at: at.at('port'), data: { owner: entries[0].id, port, ports: written } };
      }
    }
    for (const { ref: { port }, parent, at } of index.attachments.of(route)) {
      const ports = parent?.is(SERVICE) ? (parent.spec.ports ?? []).map((each) => each.port) : undefined;
      if (port !== undefined && ports?.includes(port) === false) {
        yield { at: at.at('port'), data: { owner: parent!.id, port, ports: ports.join(', ') || 'none' } };
      }
    }
  },
});
