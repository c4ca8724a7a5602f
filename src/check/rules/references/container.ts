import type { Kind } from '../../../manifest/kind';
import { CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, STATEFUL_SET } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { Container } from '../../../manifest/shapes';
import { altered, type Hit, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: feature-store
    template:
      metadata:
        labels:
          app: feature-store
      spec:
        containers:
          - name: server
            image: feature-store
            ports:
              - name: http
                containerPort: 8080
              - name: metrics
                containerPort: 9090
`;

/** The proxy of a bare pod, whose image the injector writes before the API server looks for it. */
const PROXY = 'istio-proxy';

export const container = rule({
  code: 'MLM0129',
  name: 'container',
  severity: 'error',
  title: 'A container has no image, or a port twice',
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB, CRON_JOB, POD] as readonly Kind<unknown>[],
  message: 'container {container} {problem}',
  why: 'Of a container without an image the API server refuses the object, and of one with a port twice its server-side apply, '
    + 'where another apply keeps only one of the two. A workload that was there before stays as it was.',
  fix: 'write the image, and every port once for each protocol',
  isRejected: true,
  cases: ['refused/container', 'refused/container-without-image'],
  evidence: 'server-side apply is refused: spec.template.spec.containers[name="server"].ports: duplicate entries for key [containerPort=8080,protocol="TCP"]',
  bad: altered(GOOD, ['- name: metrics\n', '- name: metrics # <- MLM0129\n'], ['9090', '8080']),
  good: GOOD,
  * check(object, { index }) {
    for (const pods of index.pods.of(object)) {
      for (const field of ['initContainers', 'containers'] as const) {
        for (const [i, each] of (pods.spec[field] ?? []).entries()) {
          const at = pods.at('spec', field, i);
          if (!each.image && !(object.is(POD) && each.name === PROXY)) {
            yield { at, data: { container: each.name, problem: 'has no image' } };
          }
          yield* repeatedPorts(each, at);
        }
      }
    }
  },
});

function* repeatedPorts({ name, ports = [] }: Container, at: Location): Generator<Hit> {
  for (const [i, { containerPort, protocol = 'TCP' }] of ports.entries()) {
    if (ports.slice(0, i).some((other) => other.containerPort === containerPort && (other.protocol ?? 'TCP') === protocol)) {
      yield { at: at.at('ports', i), data: { container: name, problem: `has the ${protocol} port ${containerPort} twice` } };
    }
  }
}
