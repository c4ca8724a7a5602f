import { ask } from './ask';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';
import { manifests } from '../manifest/index-of';

const namespace = (name: string, labels: object = { 'istio-injection': 'enabled' }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const service = (port: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ port: 80, ...port }] } });
const caller = (space: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: space }, spec: { serviceAccountName: 'caller', containers: [] } });
const policy = (target: object = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'BackendTLSPolicy',
  metadata: { name: 'tls', namespace: 'ml' },
  spec: { targetRefs: [{ group: '', kind: 'Service', name: 'model', ...target }], validation: { hostname: 'model.example.com', wellKnownCACertificates: 'System' } },
});
const rule = (space: string, trafficPolicy: object, host = 'model.ml.svc.cluster.local') => (
  { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'r', namespace: space }, spec: { host, trafficPolicy } });

function answer(objects: readonly object[], space = 'ml', istio = '1.31.0') {
  const yaml = manifests(namespace('ml'), namespace('other'), caller(space), ...objects);
  const settings = { ...DEFAULT_SETTINGS, istio: IstioVersion.of(istio) };
  const [{ upstream, unknown, disposition }] = ask(yaml, { url: 'http://model.ml/', source: { namespace: space, name: 'caller' } }, {}, settings);
  return upstream?.workload.name ?? unknown ?? disposition;
}

const HTTP = service({ name: 'http' });

test.each<[what: string, objects: readonly object[], answered: string]>([
  ['makes a port of plain HTTP refuse', [HTTP, policy()], 'reset'],
  ['may be what a port speaks that is told to be TLS', [service({ name: 'https' }), policy()], 'backend-tls'],
  ['may be what a port speaks of which nothing is told', [service({}), policy()], 'backend-tls'],
  ['holds for a port by its name', [HTTP, policy({ sectionName: 'http' })], 'reset'],
  ['is nothing to other ports', [HTTP, policy({ sectionName: 'grpc' })], 'model'],
  ['is nothing to other Services', [HTTP, policy({ name: 'other' })], 'model'],
  ['yields to what a DestinationRule of the namespace says of TLS', [HTTP, policy(), rule('ml', { tls: { mode: 'ISTIO_MUTUAL' } })], 'model'],
  ['holds besides what one says of other things', [HTTP, policy(), rule('ml', { connectionPool: { tcp: { maxConnections: 9 } } })], 'reset'],
  ['is more specific than one for all hosts', [HTTP, policy(), rule('ml', { tls: { mode: 'DISABLE' } }, '*.local')], 'reset'],
  ['goes before one of the root namespace', [HTTP, policy(), rule('istio-system', { tls: { mode: 'ISTIO_MUTUAL' } })], 'reset'],
])('a BackendTLSPolicy %s', (_, objects, answered) => {
  expect(answer(objects)).toBe(answered);
});

test('callers of a namespace with a DestinationRule of its own have that', () => {
  expect(answer([HTTP, policy()], 'other')).toBe('reset');
  expect(answer([HTTP, policy(), rule('other', { connectionPool: { tcp: { maxConnections: 9 } } })], 'other')).toBe('model');
});

test('before 1.31 it goes before what a DestinationRule says, of which the subsets are left', () => {
  const versioned = {
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: 'ml' }, spec: { hosts: ['model'], http: [{ route: [{ destination: { host: 'model', subset: 'v1' } }] }] },
  };
  const written = (subset: object = {}) => {
    const own = rule('ml', { tls: { mode: 'ISTIO_MUTUAL' } });
    return { ...own, spec: { ...own.spec, subsets: [{ name: 'v1', labels: { app: 'model' }, ...subset }] } };
  };

  expect(answer([HTTP, policy(), versioned, written()], 'ml', '1.30.6')).toBe('reset');
  expect(answer([HTTP, policy(), versioned, written({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })], 'ml', '1.30.6')).toBe('model');
  expect(answer([HTTP, policy(), versioned, written()])).toBe('model');
});
