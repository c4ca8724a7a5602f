import { SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import { isObject } from '../../../manifest/schema/defaults';
import { altered, type Hit, rule, yaml } from '../../rule';
import { nearest } from '../../suggestion';

/** k8s.io/api v0.36 core/v1 types.go, `ServiceSpec` and `ServicePort`. */
const SPEC = [
  'ports', 'selector', 'clusterIP', 'clusterIPs', 'type', 'externalIPs', 'sessionAffinity', 'loadBalancerIP', 'loadBalancerSourceRanges', 'externalName',
  'externalTrafficPolicy', 'healthCheckNodePort', 'publishNotReadyAddresses', 'sessionAffinityConfig', 'ipFamilies', 'ipFamilyPolicy',
  'allocateLoadBalancerNodePorts', 'loadBalancerClass', 'internalTrafficPolicy', 'trafficDistribution',
];
const PORT = ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'];

const GOOD = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
        targetPort: 8080
`;

export const serviceFields = rule({
  code: 'MLM0112',
  name: 'service-fields',
  severity: 'error',
  title: 'A Service has a field that there is not, no ports, or a port without a name',
  kinds: [SERVICE],
  message: '{problem}',
  why: 'Kubectl and server-side apply refuse the object, and a Service that was there before stays as it was. Clients that drop unknown fields apply the rest: without targetPort '
    + 'the pods are asked on the port of the Service.',
  fix: 'write the field as Kubernetes names it',
  isRejected: true,
  cases: ['refused/service-field'],
  evidence: 'the API server refuses the object: field not declared in schema',
  bad: altered(GOOD, ['targetPort: 8080', 'target: 8080 # <- MLM0112']),
  good: GOOD,
  * check(service) {
    const { ports = [], clusterIP, type } = service.spec;
    if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName') {
      yield { at: service.at('spec'), data: { problem: 'there are no ports' }, fix: 'write the ports that callers use, or clusterIP: None' };
    }
    yield* unknownFields(service.spec, SPEC, service.at('spec'));
    for (const [i, port] of ports.entries()) {
      const at = service.at('spec', 'ports', i);
      yield* unknownFields(port, PORT, at);
      if (isObject(port) && typeof port.targetPort === 'string' && !/[a-z]/.test(port.targetPort)) {
        yield { at: at.at('targetPort'), data: { problem: `'${port.targetPort}' is the name of no port, which has a letter` }, fix: 'write a number without quotes' };
      }
      if (isObject(port) && ports.length > 1 && port.name === undefined) {
        yield { at, data: { problem: 'one of several ports has no name' }, fix: 'give every port a name, which begins with its protocol' };
      }
    }
  },
});

function* unknownFields(value: object, known: readonly string[], at: Location): Iterable<Hit> {
  for (const field of isObject(value) ? Object.keys(value).filter((key) => !known.includes(key)) : []) {
    const meant = nearest(field, known);
    yield { at: at.at(field).key(), data: { problem: `there is no field '${field}'` }, fix: meant && `write ${meant}` };
  }
}
