import { SERVICE } from '../../../../manifest/kinds';
import { protocolOf } from '../../../../manifest/protocols';
import { altered, rule, yaml } from '../../../rule';
import { analyzer } from '../analyzed';

const GOOD = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      app: model
    ports:
      - name: http-api
        port: 80
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: registry
    namespace: ml-serving
  spec:
    type: ExternalName
    externalName: registry.example.com
    ports:
      - name: tls
        port: 443
`;

const MANAGED = 'gateway.istio.io/managed';

export const portName = rule({
  code: 'MLM0967',
  name: 'port-name',
  severity: 'info',
  title: 'The name of a port does not say what it speaks',
  kinds: [SERVICE],
  message: 'port {port} is called {name}, which is no protocol: proxies look at what comes',
  why: 'The name up to its first hyphen, or appProtocol, tells a proxy what a port speaks. Where neither does, it looks at the first bytes: HTTP/1.1 and HTTP/2 are known then, servers '
    + 'that speak first are not, and a gateway talks HTTP/1.1 to them, to gRPC servers as well.',
  fix: 'call it http-<what>, grpc-<what> or tcp-<what>, or write appProtocol',
  sameAs: ['IST0118', 'KIA0601'],
  evidence: analyzer('service/portname.go'),
  bad: altered(GOOD, ['name: http-api', 'name: api # <- MLM0967']),
  good: GOOD,
  * check(service) {
    for (const [i, port] of service.spec.type === 'ExternalName' || service.labels[MANAGED] !== undefined || service.labels.istio !== undefined ? [] : (service.spec.ports ?? []).entries()) {
      if (port.name !== undefined && protocolOf(port) === 'unknown') {
        yield { at: service.at('spec', 'ports', i, 'name'), data: { port: port.port, name: port.name } };
      }
    }
  },
});

export const externalPort = rule({
  code: 'MLM0968',
  name: 'external-port',
  severity: 'warning',
  title: 'A port of an ExternalName Service does not say what it speaks',
  kinds: [SERVICE],
  message: 'port {port} of an ExternalName Service is taken for TCP to whatever address',
  why: 'There are no addresses to tell it by: a proxy takes such a port for all TCP connections to that number, to whomever they go, and sends them to the one host.',
  fix: 'call the port http or tls, or write appProtocol; or use a ServiceEntry',
  sameAs: ['IST0150'],
  evidence: analyzer('service/portname.go'),
  bad: altered(GOOD, ['name: tls', 'name: tcp # <- MLM0968']),
  good: GOOD,
  * check(service) {
    for (const [i, port] of service.spec.type === 'ExternalName' ? (service.spec.ports ?? []).entries() : []) {
      if (port.name === 'tcp' || protocolOf(port) === 'unknown') {
        yield { at: service.at('spec', 'ports', i), data: { port: port.port } };
      }
    }
  },
});
