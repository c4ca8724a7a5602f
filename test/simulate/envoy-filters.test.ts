import { ask, type Asked } from './ask';
import type { AnswerOptions } from '../../src/simulate/simulator';
import { manifests } from '../manifest/index-of';

const TYPE = 'type.googleapis.com/envoy.extensions';

function object(apiVersion: string, kind: string, name: string, content: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, ...content };
}

const service = (name: string) => object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ name: 'http2', port: 80 }] } });
const rule = (header: string, backend: string) => ({ matches: [{ headers: [{ name: 'x-gateway-base-model-name', value: header }] }], backendRefs: [{ name: backend, port: 80 }] });

function filter(patches: object[], spec: object = AT_GATEWAY): object {
  return object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'f', { spec: { ...spec, configPatches: patches } });
}

const AT_GATEWAY = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }] };

const WORLD = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
  object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } }),
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'models', {
    spec: { parentRefs: [{ name: 'public' }], rules: [rule('llama', 'llama'), rule('qwen', 'qwen'), { backendRefs: [{ name: 'rest', port: 80 }] }] },
  }),
  ...['llama', 'qwen', 'rest', 'router'].map(service),
  object('v1', 'Pod', 'router', { spec: { containers: [{ name: 'r', image: 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0', args: ['--streaming'] }] } }, { app: 'router' }),
  object('v1', 'ConfigMap', 'llama', { data: { baseModel: 'llama', adapters: '- sql' } }, { 'inference.networking.k8s.io/bbr-managed': 'true' }),
];

const router = (failsOpen = false, mode = 'FULL_DUPLEX_STREAMED') => filter([{
  applyTo: 'HTTP_FILTER',
  match: { context: 'GATEWAY' },
  patch: {
    operation: 'INSERT_FIRST',
    value: {
      name: 'r',
      typed_config: {
        '@type': `${TYPE}.filters.http.ext_proc.v3.ExternalProcessor`,
        'failure_mode_allow': failsOpen,
        'grpc_service': { envoy_grpc: { cluster_name: 'outbound|80||router.ml.svc.cluster.local' } },
        'processing_mode': { request_body_mode: mode },
      },
    },
  },
}]);

function nameOf(one: object): string {
  const { kind, metadata: { name } } = one as { kind: string; metadata: { name: string } };
  return `${kind}/${name}`;
}

function answer(objects: object[], asked: Partial<Asked> = {}, options?: AnswerOptions) {
  const replaced = (one: object) => objects.some((other) => nameOf(other) === nameOf(one));
  const [outcome, ...rest] = ask(manifests(...WORLD.filter((one) => !replaced(one)), ...objects), { url: 'http://h/v1', method: 'POST', ...asked }, options);
  expect(rest).toEqual([]);
  return outcome;
}

const backend = (...args: Parameters<typeof answer>) => answer(...args).upstream?.workload.name;

test('a router by model sends requests by their bodies, whatever their headers say', () => {
  expect(backend([router()], { body: '{"model":"sql"}' })).toBe('llama');
  expect(backend([router()], { body: '{"model":"sql"}', headers: [['x-gateway-base-model-name', 'qwen']] })).toBe('llama');
  expect(backend([router()], { body: '{"model":"other"}', headers: [['x-gateway-base-model-name', 'qwen']] })).toBe('rest');
});

test('a request in which a router finds no model keeps its headers', () => {
  expect(backend([router()], { body: '{}', headers: [['x-gateway-base-model-name', 'qwen']] })).toBe('qwen');
  expect(backend([router()], { headers: [['x-gateway-base-model-name', 'qwen']] })).toBe('qwen');
});

test('a body that is no JSON is refused by the router', () => {
  expect(answer([router()], { body: 'hello' })).toMatchObject({ status: 400, disposition: 'no-backend' });
});

test('without its router a gateway answers 500, or does not mind', () => {
  const gone = { behaviors: { router: { down: 'crashed' } } } as const;

  expect(answer([router()], { body: '{"model":"sql"}' }, gone).status).toBe(500);
  expect(backend([router(true)], {}, gone)).toBe('rest');
  // What was sent of a body is lost, unless everybody knows that nobody is there.
  expect(answer([router(true)], { body: '{"model":"sql"}' }, gone).status).toBe(500);
  expect(backend([router(true)], { body: '{"model":"sql"}' }, { behaviors: { router: { down: 'unready' } } })).toBe('rest');
});

test('a router that was not told to stream has no answer to a body', () => {
  const silent = object('v1', 'Pod', 'router', { spec: { containers: [{ name: 'r', image: 'example.com/mirror/bbr:v1.5.0', args: ['--streaming=false'] }] } }, { app: 'router' });
  expect(answer([router(true), silent], { body: '{"model":"sql"}' }).status).toBe(500);
  expect(backend([router(), silent])).toBe('rest');
});

test('a router that streams has no answer to a body that is sent as a whole', () => {
  expect(answer([router(false, 'BUFFERED')], { body: '{"model":"sql"}' })).toMatchObject({ status: 504, disposition: 'no-backend' });
  expect(backend([router(false, 'BUFFERED')], { headers: [['x-gateway-base-model-name', 'qwen']] })).toBe('qwen');
});

test('of a whole body nothing is lost with a router that may fail', () => {
  const silent = answer([router(true, 'BUFFERED')], { body: '{"model":"sql"}' });
  const gone = answer([router(true, 'BUFFERED')], { body: '{"model":"sql"}' }, { behaviors: { router: { down: 'crashed' } } });

  expect([silent.upstream?.workload.name, silent.time]).toEqual(['rest', 200]);
  expect([gone.upstream?.workload.name, gone.time]).toEqual(['rest', 0]);
  expect(answer([router(true, 'BUFFERED_PARTIAL')], { body: '{"model":"sql"}' }).unknown).toBe('envoy-filter');
});

test('marks of a route are headers of its requests', () => {
  const mark = { header: { key: 'X-Team', value: 'a' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };
  const marks = filter([{
    applyTo: 'HTTP_ROUTE',
    match: { context: 'GATEWAY', routeConfiguration: { vhost: { route: { name: 'ml.models.2' } } } },
    patch: { operation: 'MERGE', value: { typed_per_filter_config: { marks: { mutations: { request_mutations: [{ append: mark }] } } } } },
  }]);

  expect(answer([marks], { headers: [['x-team', 'forged']] }).upstream?.message.headers.all('x-team')).toEqual(['a']);
  expect(answer([marks], { headers: [['x-gateway-base-model-name', 'qwen']] }).upstream?.message.headers.all('x-team')).toEqual([]);
});

test.each<[where: string, patch: object, spec: object]>([
  ['the gateway', { applyTo: 'HTTP_FILTER', match: { context: 'GATEWAY' }, patch: { operation: 'INSERT_FIRST', value: { name: 'lua' } } }, AT_GATEWAY],
  ['every proxy of the namespace', { applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: {} } }, {}],
  ['the sidecar of a workload', { applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_INBOUND' }, patch: {} }, { workloadSelector: { labels: { app: 'rest' } } }],
])('what any other EnvoyFilter does at %s is not known', (_, patch, spec) => {
  expect(answer([filter([patch], spec)]).unknown).toBe('envoy-filter');
});

test.each<[where: string, patch: object, spec: object]>([
  ['elsewhere', { applyTo: 'HTTP_FILTER', match: { context: 'GATEWAY' }, patch: {} }, { targetRefs: [{ kind: 'Gateway', name: 'other' }] }],
  ['at other workloads', { applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_INBOUND' }, patch: {} }, { workloadSelector: { labels: { app: 'qwen' } } }],
  ['that does not concern requests', { applyTo: 'BOOTSTRAP', patch: {} }, AT_GATEWAY],
])('an EnvoyFilter %s changes nothing', (_, patch, spec) => {
  expect(backend([filter([patch], spec)])).toBe('rest');
});

const BEHIND_WAYPOINT = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' } } },
  object('gateway.networking.k8s.io/v1', 'Gateway', 'wp', { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } }),
  service('llama'),
];
const written = (namespace: string, spec: object) => ({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'f', namespace },
  spec: { ...spec, configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_FIRST', value: { name: 'limit' } } }] },
});
const refs = (kind: string, name: string) => ({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind, name }] });

test.each([
  ['a namespace', 'ml', {}, undefined],
  ['the mesh', 'istio-system', {}, undefined],
  ['labels of its pods', 'ml', { workloadSelector: { labels: { 'gateway.networking.k8s.io/gateway-name': 'wp' } } }, undefined],
  ['its name', 'ml', refs('Gateway', 'wp'), 'envoy-filter'],
  ['its class', 'istio-system', refs('GatewayClass', 'istio-waypoint'), 'envoy-filter'],
  ['its class, of another namespace', 'ml', refs('GatewayClass', 'istio-waypoint'), undefined],
])('an EnvoyFilter for %s, at a waypoint', (_, namespace, spec, cause) => {
  const [outcome] = ask(manifests(...BEHIND_WAYPOINT, written(namespace, spec)), { url: 'http://llama.ml/', source: { namespace: 'ml', name: 'default' } });
  expect(outcome.unknown).toBe(cause);
});
