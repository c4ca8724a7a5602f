import { sidecarMode } from '../../../src/manifest/istio/peers';
import { refusesPlaintext } from '../../../src/simulate/transport/peer-authentication';
import { indexOf, manifests } from '../../manifest/index-of';

function policy(name: string, spec: object, namespace = 'ml', creationTimestamp?: string): object {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace, creationTimestamp }, spec };
}

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'llm', namespace: 'ml', labels: { app: 'llm' } }, spec: { containers: [] } };
const mode = (mtls: string) => ({ mtls: { mode: mtls } });
const mesh = (spec: object) => policy('mesh', spec, 'istio-system');
const namespace = (spec: object) => policy('namespace', spec);
const workload = (spec: object) => policy('workload', { selector: { matchLabels: { app: 'llm' } }, ...spec });
const ports = (modes: Record<number, string>) => (
  { portLevelMtls: Object.fromEntries(Object.entries(modes).map(([port, value]) => [port, { mode: value }])) });

function policiesOf(...objects: object[]) {
  const index = indexOf(manifests(POD, ...objects));
  return index.peers.policiesOf(index.pods.all()[0]);
}

test.each<[string, object[], string, string | undefined]>([
  ['nothing', [], 'PERMISSIVE', undefined],
  ['the mesh', [mesh(mode('STRICT'))], 'STRICT', 'mesh'],
  ['the namespace', [mesh(mode('STRICT')), namespace(mode('DISABLE'))], 'DISABLE', 'namespace'],
  ['the mesh, where the namespace says nothing', [mesh(mode('STRICT')), namespace(mode('UNSET'))], 'STRICT', 'mesh'],
  ['the workload', [namespace(mode('STRICT')), workload(mode('PERMISSIVE'))], 'PERMISSIVE', 'workload'],
  ['the namespace, where the workload says nothing', [namespace(mode('STRICT')), workload({})], 'STRICT', 'namespace'],
  ['the port', [namespace(mode('STRICT')), workload(ports({ 9090: 'DISABLE' }))], 'DISABLE', 'workload'],
  ['another port', [namespace(mode('STRICT')), workload(ports({ 80: 'DISABLE' }))], 'STRICT', 'namespace'],
  ['the workload, where the port says nothing', [workload({ ...mode('STRICT'), ...ports({ 9090: 'UNSET' }) })], 'STRICT', 'workload'],
  ['not a selector in the root namespace', [policy('root', { selector: { matchLabels: { app: 'llm' } }, ...mode('STRICT') }, 'istio-system')], 'PERMISSIVE', undefined],
  ['not other pods', [policy('other', { selector: { matchLabels: { app: 'x' } }, ...mode('STRICT') })], 'PERMISSIVE', undefined],
  ['the oldest', [policy('b', mode('STRICT'), 'ml', '2026-01-01T00:00:00Z'), policy('a', mode('DISABLE'), 'ml', '2026-01-02T00:00:00Z')], 'STRICT', 'b'],
  ['the first by name, of those of the same age', [policy('b', mode('STRICT')), policy('a', mode('DISABLE'))], 'DISABLE', 'a'],
])('a sidecar is told by %s', (_, objects, expected, by) => {
  const found = sidecarMode(policiesOf(...objects), 9090);

  expect([found.mode, found.policy?.name]).toEqual([expected, by]);
});

test.each<[string, object[], Record<number, string | undefined>]>([
  ['nothing', [], { 80: undefined }],
  ['a STRICT mesh', [mesh(mode('STRICT'))], { 80: 'mesh' }],
  ['a STRICT namespace', [namespace(mode('STRICT'))], { 80: 'namespace' }],
  ['a namespace that takes both', [mesh(mode('STRICT')), namespace(mode('PERMISSIVE'))], { 80: undefined }],
  ['a namespace that says nothing', [mesh(mode('STRICT')), namespace({})], { 80: 'mesh' }],
  ['a workload that takes both', [namespace(mode('STRICT')), workload(mode('DISABLE'))], { 80: undefined }],
  ['a STRICT workload', [workload(mode('STRICT'))], { 80: 'workload' }],
  ['a STRICT workload with an open port', [workload({ ...mode('STRICT'), ...ports({ 9090: 'DISABLE' }) })], { 80: 'workload', 9090: undefined }],
  ['a STRICT workload with STRICT ports', [workload({ ...mode('STRICT'), ...ports({ 9090: 'STRICT' }) })], { 80: 'workload', 9090: 'workload' }],
  ['an inherited STRICT with an open port', [namespace(mode('STRICT')), workload(ports({ 9090: 'PERMISSIVE' }))], { 80: 'namespace', 9090: undefined }],
  ['an inherited STRICT with a port without mutual TLS', [namespace(mode('STRICT')), workload(ports({ 9090: 'DISABLE' }))], { 80: 'namespace', 9090: 'namespace' }],
  ['an inherited STRICT with both', [namespace(mode('STRICT')), workload(ports({ 9090: 'DISABLE', 9091: 'PERMISSIVE' }))], { 80: 'namespace', 9090: undefined, 9091: undefined }],
  ['a STRICT mesh with an open port', [mesh(mode('STRICT')), workload(ports({ 9090: 'PERMISSIVE' }))], { 80: 'mesh', 9090: undefined }],
  ['a STRICT mesh with an open port, below a namespace that says nothing', [mesh(mode('STRICT')), namespace({}), workload(ports({ 9090: 'PERMISSIVE' }))], { 80: undefined, 9090: undefined }],
  ['a closed port', [workload(ports({ 9090: 'STRICT' }))], { 80: undefined, 9090: 'workload' }],
  ['a closed port of a workload that takes both', [namespace(mode('STRICT')), workload({ ...mode('PERMISSIVE'), ...ports({ 9090: 'STRICT' }) })], { 80: undefined, 9090: 'workload' }],
  ['a closed port of a workload that takes both in a STRICT mesh', [mesh(mode('STRICT')), workload({ ...mode('PERMISSIVE'), ...ports({ 9090: 'STRICT' }) })], { 9090: undefined }],
])('ztunnel refuses plaintext by %s', (_, objects, expected) => {
  const policies = policiesOf(...objects);

  expect(Object.fromEntries(Object.keys(expected).map((port) => [port, refusesPlaintext(policies, Number(port))?.name]))).toEqual(expected);
});
