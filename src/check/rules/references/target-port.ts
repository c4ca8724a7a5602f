import { SERVICE_EXAMPLE } from './service-example';
import { SERVICE } from '../../../manifest/kinds';
import type { PodSet } from '../../../manifest/pods';
import type { ServicePort } from '../../../manifest/shapes';
import { altered, rule } from '../../rule';

export const targetPort = rule({
  code: 'MLM0109',
  name: 'target-port',
  severity: 'warning',
  title: 'A Service leads to a port that its pods do not declare',
  kinds: [SERVICE],
  message: 'port {port} leads to {target}, and {owner} declares {ports}',
  why: 'The pods may listen on a port that they do not declare. Mostly nothing listens there: connections are refused, and callers get 503. A name that no container has '
    + 'leads nowhere at all. Without targetPort the port itself is meant.',
  fix: 'write the containerPort on which the server listens as targetPort, or declare it',
  sameAs: ['KIA0701'],
  cases: ['references/target-port'],
  evidence: 'with a name that no container has, a caller in the mesh gets 503, while the pods are ready; the applications of the box listen on every number',
  bad: altered(SERVICE_EXAMPLE, ['targetPort: 8080', 'targetPort: 8081 # <- MLM0109']),
  good: SERVICE_EXAMPLE,
  * check(service, { index }) {
    // What pickers listen on is known from their flags, and of that there is a finding of its own.
    const pods = index.pickers.poolsOf(service).length > 0 ? [] : index.podsOfService(service).filter((set) => set.ports.length > 0);
    for (const [i, port] of (service.spec.ports ?? []).entries()) {
      const { targetPort: target = port.port } = port;
      if (pods.length > 0 && pods.every((set) => !declares(set, port))) {
        const [{ owner }] = pods;
        yield {
          at: service.at('spec', 'ports', i, port.targetPort === undefined ? 'port' : 'targetPort'),
          data: { port: port.port, target, owner: owner.id, ports: pods[0].ports.map(({ name, containerPort }) => name === undefined ? containerPort : `${containerPort} (${name})`).join(', ') },
          related: [{ at: pods[0].at('spec', 'containers'), label: 'the containers' }],
        };
      }
    }
  },
});

function declares(pods: PodSet, port: ServicePort): boolean {
  const target = pods.targetOf(port);
  return pods.ports.some(({ containerPort }) => containerPort === target);
}
