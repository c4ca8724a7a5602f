import { GRPC_ROUTE, HTTP_ROUTE, SERVICE } from '../../../manifest/kinds';
import { protocolOf } from '../../../manifest/protocols';
import { altered, rule, together } from '../../rule';
import { MESH_ROUTE, SERVICE_WITHOUT_SELECTOR } from '../object-examples';

const GOOD = together(MESH_ROUTE, SERVICE_WITHOUT_SELECTOR);

export const routeOnTcpPort = rule({
  code: 'MLM0208',
  name: 'route-on-tcp-port',
  severity: 'error',
  title: 'A route is on a Service whose ports are declared as TCP',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: 'Istio takes {ports} of {service} for TCP, and applies no route there',
  why: 'The name of a port up to its first hyphen, or appProtocol, says what a proxy makes of it. At TCP it sees no requests: weights, limits, retries and policies for '
    + 'paths do not hold, and every status is fine.',
  fix: 'name the port http or grpc, or set appProtocol',
  cases: ['mesh/tcp-port'],
  evidence: 'the route is accepted, and every request goes to the pods of the Service itself',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['      name: model\n  rules', '      name: model # <- MLM0208\n  rules'], ['- name: http', '- name: tcp-model']),
  good: GOOD,
  * check(route, { index }) {
    for (const { ref, parent, at } of index.attachments.of(route)) {
      const ports = parent?.is(SERVICE) ? (parent.spec.ports ?? []).filter(({ port }) => ref.port === undefined || ref.port === port) : [];
      if (ports.length > 0 && ports.every((port) => ['tcp', 'udp'].includes(protocolOf(port)))) {
        yield {
          at: at.at('name'),
          data: { service: ref.name, ports: ports.map(({ port, name, appProtocol }) => `${port} (${appProtocol ?? name ?? ''})`).join(', ') },
          related: [{ at: parent!.at('spec', 'ports'), label: 'its ports' }],
        };
      }
    }
  },
});
