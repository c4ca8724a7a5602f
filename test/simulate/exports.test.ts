import { ask } from './ask';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { drawText } from '../../src/simulate/explain/text';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';
import { manifests } from '../manifest/index-of';

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } });
const caller = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'web' }, spec: { serviceAccountName: 'caller', containers: [] } };
const service = (annotations: object = {}) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml', annotations }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] },
});
const entry = (exportTo?: readonly string[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'api', namespace: 'ml' },
  spec: { hosts: ['api.example.com'], ports: [{ name: 'http', number: 80, protocol: 'HTTP' }], resolution: 'DNS', exportTo },
});
const sidecar = (spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'scope', namespace: 'web' }, spec });
const mesh = (settings: object) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig: settings } });
const rule = (spec: object = {}) => ({
  apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'plain', namespace: 'ml' }, spec: { host: 'model', trafficPolicy: { tls: { mode: 'DISABLE' } }, ...spec },
});
const strict = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'strict', namespace: 'ml' }, spec: { mtls: { mode: 'STRICT' } } };
const virtualService = (spec: object = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'teapot', namespace: 'ml' },
  spec: { hosts: ['model'], http: [{ directResponse: { status: 418 } }], ...spec },
});

function answer(url: string, ...objects: readonly object[]) {
  const [outcome] = ask(manifests(namespace('ml'), namespace('web'), caller, ...objects), { url, source: { namespace: 'web', name: 'caller' } });
  return { ends: outcome.unknown ?? outcome.status, why: outcome.reason?.text, text: drawText([outcome]) };
}

const MODEL = 'http://model.ml/';
const API = 'http://api.example.com/';

test.each<[what: string, url: string, objects: readonly object[], why: string]>([
  ['a Service', MODEL, [service({ 'networking.istio.io/exportTo': '.' })], 'Service ml/model is not exported to the namespace web of the proxy (exportTo): add the namespace'],
  ['a ServiceEntry', API, [entry(['.'])], 'ServiceEntry ml/api is not exported to the namespace web of the proxy (exportTo): add the namespace'],
  ['a ServiceEntry, by the mesh', API, [entry(), mesh({ defaultServiceExportTo: ['.'] })],
    'ServiceEntry ml/api is not exported to the namespace web of the proxy by defaultServiceExportTo of the mesh: add an exportTo with the namespace'],
  ['a ServiceEntry, by a Sidecar', API, [entry(), sidecar({ egress: [{ hosts: ['./*'] }] })], 'Sidecar web/scope leaves ServiceEntry ml/api out: add its host to the egress'],
])('it is told what hides %s', (_, url, objects, why) => {
  const { ends, text } = answer(url, ...objects);

  expect(ends).toBe('past-sidecar');
  expect(text).toContain(why);
  expect(text).not.toContain('nobody\'s');
});

test('a sidecar that calls only what it knows refuses what is hidden from it, and says by what', () => {
  const only = sidecar({ outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });

  expect(answer(API, service(), entry(['.']), only)).toMatchObject({ ends: 502, why: 'ServiceEntry ml/api is not exported to the namespace web of the proxy (exportTo): add the namespace' });
});

test.each<[what: string, objects: readonly object[], ends: unknown]>([
  ['a Service is hidden', [mesh({ defaultServiceExportTo: ['.'] }), service()], 'past-sidecar'],
  ['what a Service says itself goes before', [mesh({ defaultServiceExportTo: ['.'] }), service({ 'networking.istio.io/exportTo': '*' })], 200],
  ['a Service is for a namespace', [mesh({ defaultServiceExportTo: ['web'] }), service()], 200],
  ['a VirtualService is hidden', [mesh({ defaultVirtualServiceExportTo: ['.'] }), service(), virtualService()], 200],
  ['what a VirtualService says itself goes before', [mesh({ defaultVirtualServiceExportTo: ['.'] }), service(), virtualService({ exportTo: ['*'] })], 418],
  ['a DestinationRule is hidden', [mesh({ defaultDestinationRuleExportTo: ['.'] }), service(), strict, rule()], 200],
  ['what a DestinationRule says itself goes before', [mesh({ defaultDestinationRuleExportTo: ['.'] }), service(), strict, rule({ exportTo: ['*'] })], 503],
  ['nothing is hidden without a word of the mesh', [mesh({}), service(), strict, rule()], 503],
])('by default of the mesh, %s', (_, objects, ends) => {
  expect(answer(MODEL, ...objects).ends).toBe(ends);
});

test.each<[istio: string, ends: unknown]>([['1.30.6', 200], ['1.31.0', 'past-sidecar']])('in %s a host that a Sidecar takes out of its egress is answered so: %s', (istio, ends) => {
  const world = manifests(namespace('ml'), namespace('web'), caller, service(), sidecar({ egress: [{ hosts: ['*/*', '~ml/*'] }] }));
  const settings = { ...DEFAULT_SETTINGS, istio: IstioVersion.of(istio) };
  const [{ unknown, status }] = ask(world, { url: MODEL, source: { namespace: 'web', name: 'caller' } }, {}, settings);

  expect(unknown ?? status).toBe(ends);
});
