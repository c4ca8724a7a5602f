import { SERVICE_EXAMPLE } from './service-example';
import { SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { protocolOf } from '../../../manifest/protocols';
import type { ServicePort, ServiceSpec } from '../../../manifest/shapes';
import { altered, rule } from '../../rule';

export const udpPort = rule({
  code: 'MLM0115',
  name: 'udp-port',
  severity: 'error',
  title: 'A port of a Service is UDP, and what it leads to is not',
  kinds: [SERVICE],
  message: 'port {port} is UDP, {contradiction}',
  why: 'Proxies pass UDP ports over: nobody in the mesh finds the Service there, and a route to it answers with 500. The pods are asked for nothing.',
  fix: 'leave protocol out, which means TCP',
  cases: ['references/udp-port'],
  evidence: 'a caller in the mesh gets no answer of the pods',
  bad: altered(SERVICE_EXAMPLE, ['port: 80\n', 'port: 80\n      protocol: UDP # <- MLM0115\n']),
  good: SERVICE_EXAMPLE,
  * check(service, { index }) {
    const { ports = [] } = service.spec;
    for (const [i, port] of ports.entries()) {
      // HTTP/3 is offered beside TCP, on the same port.
      const isAlone = !ports.some((other) => other.port === port.port && other.protocol === 'TCP');
      const contradiction = port.protocol === 'UDP' && isAlone ? contradictionOf(service, port, index) : undefined;
      if (contradiction !== undefined) {
        yield { at: service.at('spec', 'ports', i, 'protocol'), data: { port: port.port, contradiction } };
      }
    }
  },
});

function contradictionOf(service: ManifestObject<ServiceSpec>, port: ServicePort, index: ManifestIndex): string | undefined {
  if (['http', 'http2'].includes(protocolOf({ ...port, protocol: 'TCP' }))) {
    return `and ${port.appProtocol ?? port.name} is spoken over TCP`;
  }
  const sending = index.traffic.to(service).find(({ ref }) => ref?.port === port.port);
  if (sending !== undefined) {
    return `and ${sending.route.id} sends requests to it`;
  }
  const { targetPort: target = port.port } = port;
  const containers = index.podsOfService(service).flatMap((pods) => pods.containers);
  const declared = containers.flatMap(({ ports = [] }) => ports).filter(({ name, containerPort }) => target === containerPort || target === name);
  return declared.length > 0 && declared.every(({ protocol = 'TCP' }) => protocol === 'TCP') ? 'and the pods declare it as TCP' : undefined;
}
