import { ask } from './ask';
import type { NormalizationMode } from '../../src/simulate/path-normalization';
import { manifests } from '../manifest/index-of';

const MODES: readonly NormalizationMode[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];

const operator = (meshConfig: object) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig } });
const namespace = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels } });
const SIDECAR = namespace({ 'istio-injection': 'enabled' });
const AMBIENT = namespace({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' });
const caller = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml' }, spec: { serviceAccountName: 'caller', containers: [] } };
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } };
const gateway = (name: string, gatewayClassName: string, port: number, protocol: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name, namespace: 'ml' }, spec: { gatewayClassName, listeners: [{ name: 'all', port, protocol }] },
});
const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'model', namespace: 'ml' },
  spec: { parentRefs: [{ name: 'gateway' }], hostnames: ['ml.example.com'], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};

function pathAt(mode: NormalizationMode | undefined, path: string): string | undefined {
  const mesh = operator({ pathNormalization: { normalization: mode } });
  const [{ upstream }] = ask(manifests(SIDECAR, service, gateway('gateway', 'istio', 80, 'HTTP'), route, mesh), { url: `http://ml.example.com${path}` });
  return upstream?.message.path;
}

test.each([
  // As it is sent, and as it comes under each of the modes.
  ['/a', '/a', '/a', '/a', '/a'],
  ['/a/../b', '/a/../b', '/b', '/b', '/b'],
  ['/%61/%2e%2E/b', '/%61/%2e%2E/b', '/b', '/b', '/b'],
  ['/a\\..\\b', '/a\\..\\b', '/b', '/b', '/b'],
  ['//a///b', '//a///b', '//a///b', '/a/b', '/a/b'],
  ['/a//', '/a//', '/a//', '/a/', '/a/'],
  ['//', '//', '//', '//', '//'],
  ['/a%2Fb%5c/c', '/a%2Fb%5c/c', '/a%2Fb%5c/c', '/a%2Fb%5c/c', '/a/b/c'],
  ['/a/%2f..%2Fb', '/a/%2f..%2Fb', '/a/%2f..%2Fb', '/a/%2f..%2Fb', '/a/b'],
  ['/a%252Fb', '/a%252Fb', '/a%252Fb', '/a%252Fb', '/a%252Fb'],
  ['/a?b=//%2F/../c', ...Array<string>(4).fill('/a?b=//%2F/../c')],
])('%s', (path, ...expected) => {
  expect(MODES.map((mode) => pathAt(mode, path))).toEqual(expected);
  expect([pathAt(undefined, path), pathAt('DEFAULT', path)]).toEqual([expected[1], expected[1]]);
});

const policy = (target: object) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'admin', namespace: 'ml' },
  spec: { ...target, action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin/*'] } }] }] },
});
const WAYPOINT = [AMBIENT, gateway('waypoint', 'istio-waypoint', 15008, 'HBONE'), policy({ targetRefs: [{ group: '', kind: 'Service', name: 'model' }] })];

test.each([
  ['sidecar', [SIDECAR, policy({ selector: { matchLabels: { app: 'model' } } })]],
  ['waypoint', WAYPOINT],
])('a policy of a %s compares what is left of the path', (_, objects) => {
  const refused = (path: string) => MODES.filter((mode) => {
    const mesh = operator({ pathNormalization: { normalization: mode } });
    return ask(manifests(...objects, service, caller, mesh), { url: `http://model.ml${path}`, source: { namespace: 'ml', name: 'caller' } })[0].status === 403;
  });

  expect(refused('/admin/keys')).toEqual(MODES);
  expect(refused('/x/../admin/keys')).toEqual(['BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']);
  expect(refused('//admin/keys')).toEqual(['MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']);
  expect(refused('/admin%2Fkeys')).toEqual(['DECODE_AND_MERGE_SLASHES']);
});
