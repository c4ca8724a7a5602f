import { ask } from './ask';
import { manifests } from '../manifest/index-of';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } };
const caller = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml' }, spec: { serviceAccountName: 'caller', containers: [] } };
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } };
const policy = (spec: object) => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'callers', namespace: 'ml' }, spec });
const from = (trustDomain: string) => policy({ action: 'ALLOW', rules: [{ from: [{ source: { principals: [`${trustDomain}/ns/ml/sa/caller`] } }] }] });
const asking = policy({ action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}], selector: { matchLabels: { app: 'model' } } });
const authz = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'opa', namespace: 'ml' }, spec: { selector: { app: 'opa' }, ports: [{ name: 'http', port: 8000 }] } };

const operator = (meshConfig: object) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig } });
const configMap = (meshConfig: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: JSON.stringify(meshConfig) } });

const FAILS_ONCE = { 'ml/model': { status: 502, times: 1 } };

function answer(url: string, behaviors: Readonly<Record<string, object>>, ...objects: readonly object[]) {
  const [outcome] = ask(manifests(namespace, caller, service, ...objects), { url, source: { namespace: 'ml', name: 'caller' } }, { behaviors });
  return [outcome.unknown ?? outcome.status, outcome.tries];
}

test.each([['an IstioOperator', operator], ['the ConfigMap that istiod reads', configMap]])('the settings of the mesh are those of %s', (_, mesh) => {
  const strange = 'http://strange.example.com/';
  expect(answer(strange, {})).not.toEqual(answer(strange, {}, mesh({ outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })));
  expect(answer(strange, {}, mesh({ outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }))).toEqual([502, 0]);

  const model = 'http://model.ml/';
  expect(answer(model, FAILS_ONCE)).toEqual([502, 1]);
  expect(answer(model, FAILS_ONCE, mesh({ defaultHttpRetryPolicy: { attempts: 1, retryOn: '502' } }))).toEqual([200, 2]);

  expect(answer(model, {}, from('ml.example.com'))).toEqual([403, 0]);
  expect(answer(model, {}, from('ml.example.com'), mesh({ trustDomain: 'ml.example.com' }))).toEqual([200, 1]);
  expect(answer(model, {}, from('old.example.com'), mesh({ trustDomainAliases: ['old.example.com'] }))).toEqual([200, 1]);

  const strict = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'strict', namespace: 'ml' }, spec: { mtls: { mode: 'STRICT' } } };
  expect(answer(model, {}, strict, mesh({ enableAutoMtls: true }))).toEqual([200, 1]);
  expect(answer(model, {}, strict, mesh({ enableAutoMtls: false }))).toEqual([503, 0]);

  const provider = { name: 'opa', envoyExtAuthzHttp: { service: 'opa.ml.svc.cluster.local', port: 8000, statusOnError: '429' } };
  expect(answer(model, {}, asking, authz)).toEqual([403, 0]);
  expect(answer(model, {}, asking, authz, mesh({ extensionProviders: [provider] }))).toEqual([200, 1]);
  expect(answer(model, { 'ml/opa': { status: 503 } }, asking, authz, mesh({ extensionProviders: [provider] }))).toEqual([429, 0]);
});

test('of two that say the same setting the ConfigMap counts, which istiod reads', () => {
  const once = { defaultHttpRetryPolicy: { attempts: 1, retryOn: '502' } };
  expect(answer('http://model.ml/', FAILS_ONCE, operator({ defaultHttpRetryPolicy: { attempts: 0 } }), configMap(once))).toEqual([200, 2]);
  expect(answer('http://model.ml/', FAILS_ONCE, operator(once), configMap({ trustDomain: 'ml.example.com' }))).toEqual([200, 2]);
});

test('what a gateway is to trust is said for all of them', () => {
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gateway', namespace: 'ml' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'model', namespace: 'ml' },
    spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
  };
  const blocks = policy({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }], rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }] }],
  });
  const status = (...objects: readonly object[]) => ask(manifests(namespace, service, gateway, route, blocks, ...objects), {
    url: 'http://ml.example.com/', headers: [['x-forwarded-for', '203.0.113.7']], sourceIp: '198.51.100.9',
  })[0].status;

  expect(status()).toBe(403);
  expect(status(operator({ defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } }))).toBe(200);
});

test('a server that is asked about the questions to it never answers', () => {
  const everywhere = policy({ action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] });
  const said = (provider: object) => answer('http://model.ml/', {}, everywhere, authz, operator({
    extensionProviders: [{ name: 'opa', envoyExtAuthzHttp: { service: 'opa.ml.svc.cluster.local', port: 8000, timeout: '1s', ...provider } }],
  }));

  expect(said({})).toEqual([403, 0]);
  expect(said({ failOpen: true })).toEqual([200, 1]);
});
