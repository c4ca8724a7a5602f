import { ask, type Asked } from './ask';
import { IstioVersion } from '../../src/core/versions/istio-version';
import type { Behavior } from '../../src/simulate/request';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';
import type { AnswerOptions } from '../../src/simulate/simulator';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, content: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, ...content };
}

const CHAT = { url: 'http://h/v1/chat/completions', method: 'POST', body: '{"model":"llama","messages":[{"role":"user","content":"a"}]}' };

interface Setup {
  readonly args?: readonly string[];
  readonly service?: object;
  readonly container?: object;
  readonly labels?: object;
  readonly servers?: object;
  readonly more?: readonly object[];
}

const gateway = (name: string) => object('gateway.networking.k8s.io/v1', 'Gateway', name, {
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
});
const server = (name: string, labels: object) => (
  object('v1', 'Pod', name, { spec: { containers: [{ name: 's', ports: [{ containerPort: 8000 }] }] } }, { app: 'llama', ...labels }));
const BESIDE = { 'sidecar.istio.io/inject': 'false' };

function world({ args = ['--secure-serving=false'], service = { appProtocol: 'http2' }, container = {}, labels = {}, servers = BESIDE, more = [] }: Setup): string {
  return manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
    gateway('public'),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'chat', {
      spec: { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' }] }] },
    }),
    object('inference.networking.k8s.io/v1', 'InferencePool', 'llama', {
      spec: { selector: { matchLabels: { app: 'llama' } }, targetPorts: [{ number: 8000 }], endpointPickerRef: { name: 'epp', port: { number: 9002 }, failureMode: 'FailClose' } },
    }),
    server('a', servers),
    server('b', servers),
    object('v1', 'Service', 'epp', { spec: { selector: { app: 'epp' }, ports: [{ name: 'grpc', port: 9002, ...service }] } }),
    object('v1', 'Pod', 'epp', {
      spec: {
        containers: [{
          name: 'epp', image: 'registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0', args: ['--pool-name=llama', '--pool-namespace=ml', ...args], ...container,
        }],
        volumes: [{ name: 'c', configMap: { name: 'epp' } }],
      },
    }, { 'app': 'epp', 'sidecar.istio.io/inject': 'false', ...labels }),
    ...more,
  );
}

const post = (setup: Setup, asked: Partial<Asked> = {}, options?: AnswerOptions) => ask(world(setup), { ...CHAT, ...asked }, options);

function pick(setup: Setup) {
  const [outcome] = post(setup);
  const [step] = outcome.hops[0].steps.filter(({ kind }) => kind === 'pick');
  return [outcome.status, (step as { why?: string }).why];
}

const config = (text: string) => ({
  args: ['--secure-serving=false', '--config-file=/config/config.yaml'],
  container: { volumeMounts: [{ name: 'c', mountPath: '/config' }] },
  more: [object('v1', 'ConfigMap', 'epp', { data: { 'config.yaml': `apiVersion: inference.networking.x-k8s.io/v1alpha1\n${text}` } })],
});
const role = (rules: object[]) => [
  object('rbac.authorization.k8s.io/v1', 'Role', 'epp', { rules }),
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'epp', { roleRef: { kind: 'Role', name: 'epp' }, subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'ml' }] }),
];
const tls = (settings: object) => object('networking.istio.io/v1', 'DestinationRule', 'epp', { spec: { host: 'epp.ml.svc.cluster.local', trafficPolicy: { tls: settings } } });

test('a picker that agrees with everything around it chooses', () => {
  expect(pick({})).toEqual([200, undefined]);
});

test.each<[why: string, setup: Setup]>([
  ['it waits for the pool ml/other', { args: ['--secure-serving=false', '--pool-name=other'] }],
  ['it does not start with the flag --lora-info-metric', { args: ['--secure-serving=false', '--lora-info-metric=x'] }],
  ['its ConfigMap epp has no missing.yaml', { ...config(''), args: ['--secure-serving=false', '--config-file=/config/missing.yaml'] }],
  ['it does not know configurations of llm-d.ai/v1alpha1', {
    ...config(''), more: [object('v1', 'ConfigMap', 'epp', { data: { 'config.yaml': 'apiVersion: llm-d.ai/v1alpha1' } })],
  }],
  ['its configuration declares no plugin queue', config('plugins: [{ type: queue-scorer }]\nschedulingProfiles: [{ plugins: [{ pluginRef: queue }] }]')],
  ['a probe asks it for other, which it does not know', {
    args: ['--secure-serving=false', '--ha-enable-leader-election'], container: { readinessProbe: { grpc: { port: 9003, service: 'other' } } },
  }],
  ['a probe asks for its health on port 9002, and it tells of it on 9003', { container: { livenessProbe: { grpc: { port: 9002 } } } }],
  ['its account default may not list pods', { more: role([{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]) }],
  ['the Service leads to its port 9090, and it is asked at 9002', { service: { appProtocol: 'http2', targetPort: 9090 } }],
  ['nothing says that port 9002 speaks HTTP/2', { service: { name: 'picker' } }],
  ['its sidecar refuses the name of a cluster for a host', { labels: { 'sidecar.istio.io/inject': 'true' } }],
  ['it serves TLS, and gateways are not told so', { args: [] }],
  ['gateways speak TLS to it, and it serves none', { more: [tls({ mode: 'SIMPLE', insecureSkipVerify: true })] }],
  ['gateways verify a certificate that it makes itself', { args: [], more: [tls({ mode: 'SIMPLE' })] }],
])('a picker does not answer: %s', (why, setup) => {
  expect(pick(setup)).toEqual([500, why]);
});

test.each<[why: string, asked: Partial<Asked>]>([
  ['the body is no JSON', { body: 'hello' }],
  ['the body has no messages, which the path /v1/chat/completions wants', { body: '{"model":"llama","prompt":"a"}' }],
  ['the body has no prompt, which the path /v1/chat/completions?a=1 wants', { url: 'http://h/v1/chat/completions?a=1' }],
  ['the body names no model', { body: '{"messages":[{}]}' }],
])('a picker refuses what it cannot read: %s', (why, asked) => {
  const [outcome] = post({}, asked);

  expect(outcome.status).toBe(400);
  expect(outcome.hops[0].steps.find(({ kind }) => kind === 'pick')).toMatchObject({ why: `refuses it: ${why}` });
});

const CALL = { url: 'http://h/vllm.grpc.engine.VllmEngine/Generate', protocol: 'grpc', body: 'hello' } as const;
const GRPC = config('plugins: [{ type: vllmgrpc-parser }]\nparser: { pluginRef: vllmgrpc-parser }');

test('a picker that reads calls of vLLM lets them pass', () => {
  expect(post(GRPC, CALL)[0]).toMatchObject({ status: 200, disposition: 'delivered' });
  expect(post(config('plugins: [{ name: any, type: passthrough-parser }]\nparser: { pluginRef: any }'), { ...CALL, url: 'http://h/own.Api/Call' })[0]).toMatchObject({ status: 200, disposition: 'delivered' });
});

test.each<[why: string, setup: Setup, asked: Partial<Asked>, status: object]>([
  ['the body is no JSON', {}, CALL, { grpc: 13 }],
  ['the body is no JSON', {}, { ...CALL, body: undefined, hasBody: true }, { grpc: 13 }],
  ['the call has no prompt', GRPC, { ...CALL, body: undefined, hasBody: true }, { grpc: 13 }],
  ['/own.Api/Call is no call of vLLM\'s API over gRPC', GRPC, { ...CALL, url: 'http://h/own.Api/Call' }, { grpc: 13 }],
  ['/vllm.grpc.engine.VllmEngine/Generate is no call of vLLM\'s API over gRPC', GRPC, { ...CALL, protocol: 'http1' }, { status: 400 }],
])('a picker refuses a call: %s', (why, setup, asked, status) => {
  const [outcome] = post(setup, asked);

  expect(outcome).toMatchObject(status);
  expect(outcome.hops[0].steps.find(({ kind }) => kind === 'pick')).toMatchObject({ why: `refuses it: ${why}` });
});

test('a picker of llm-d is not ready where its parser is for another version of HTTP than the pool', () => {
  const container = { ...GRPC.container, image: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0' };
  const text = 'apiVersion: llm-d.ai/v1alpha1\nplugins: [{ type: vllmgrpc-parser }]\nrequestHandler: { parsers: [{ pluginRef: vllmgrpc-parser }] }';

  expect(pick({ ...GRPC, container, more: [object('v1', 'ConfigMap', 'epp', { data: { 'config.yaml': text } })] })).toEqual([500, 'its vllmgrpc-parser is for HTTP/2, and the pool is not']);
});

test.each([['http1', 200, 1], ['http2', 502, 0]] as const)('servers that take %s only are spoken to in HTTP/1.1, and the answer is %i', (speaks, status, tries) => {
  const answers = (behavior: Behavior) => post({}, {}, { behaviors: { a: { speaks, ...behavior }, b: { speaks, ...behavior } } })
    .map((each) => [each.status, each.tries, each.isBroken]);

  expect(answers({})).toEqual([[status, tries, false], [status, tries, false]]);
  // What else they do is over after so many tries, and this is not.
  expect(answers({ status: 429, times: 0 })).toEqual([[status, tries, false], [status, tries, false]]);
});

const objective = (priority: number) => object('inference.networking.x-k8s.io/v1alpha2', 'InferenceObjective', 'batch', { spec: { priority, poolRef: { name: 'llama' } } });
const BATCH = { headers: [['x-gateway-inference-objective', 'batch']] as const };
const full = (queue: number) => ({ behaviors: { a: { metrics: { queue } }, b: { metrics: { queue } } } });

test('a request of negative priority is turned away when the servers are full, by what the picker is told is full', () => {
  const status = (setup: Setup, queue: number) => post(setup, BATCH, full(queue)).map((each) => each.status);

  expect(status({ more: [objective(-1)] }, 5)).toEqual([429]);
  expect(status({ more: [objective(-1)] }, 4)).toEqual([200, 200]);
  expect(status({ more: [objective(1)] }, 5)).toEqual([200, 200]);
  const { more, ...detector } = config('plugins: [{ type: utilization-detector, parameters: { queueDepthThreshold: 9 } }]');
  expect(status({ ...detector, more: [...more, objective(-1)] }, 5)).toEqual([200, 200]);
});

test('how long a request waits in a picker is not known', () => {
  expect(post(config('featureGates: [flowControl]'), {}, full(50))).toMatchObject([{ unknown: 'picker-queue' }]);
});

test('requests that are more than servers work on at a time may wait in a picker', () => {
  const queues = config('featureGates: [flowControl]');
  const causes = (setup: Setup, capacity: number, options: AnswerOptions) => (
    post(setup, {}, { behaviors: { a: { capacity }, b: { capacity } }, ...options }).map(({ unknown, status }) => unknown ?? status));
  expect(causes(queues, 2, { atOnce: 5 })).toEqual(['picker-queue']);
  expect(causes(queues, 2, { atOnce: 4 })).toEqual([200, 200]);
  expect(causes(queues, 2, { atOnce: 1, underWay: { a: 2, b: 2 } })).toEqual(['picker-queue']);
  expect(causes({}, 2, { atOnce: 5 })).toEqual([200, 200]);
});

test.each<[what: string, args: readonly string[], headers: Asked['headers'], status: number]>([
  ['a token that nobody may judge for it', [], [['authorization', 'Bearer x']], 500],
  ['no token', [], [], 401],
  ['no token, where it does not ask', ['--metrics-endpoint-auth=false'], [], 200],
  ['no token, at another port', ['--metrics-port=9091'], [], 200],
])('who asks a picker for its metrics with %s', (_, args, headers, status) => {
  const some = object('rbac.authorization.k8s.io/v1', 'Role', 'some', { rules: [] });
  const monitoring = object('v1', 'Pod', 'prometheus', { spec: { serviceAccountName: 'prometheus', containers: [] } });
  const setup = { args: ['--secure-serving=false', ...args], more: [some, monitoring] };
  const [{ status: got, upstream }] = post(setup, { ...{ url: 'http://epp:9090/metrics', method: 'GET', body: undefined }, headers, source: { namespace: 'ml', name: 'prometheus' }, pod: { namespace: 'ml', name: 'epp' } });
  expect([got, upstream?.workload.name]).toEqual([status, status === 200 ? 'epp' : undefined]);
});

test('a picker whose account may have tokens judged, or of whose rights nothing is known, is taken to tell its metrics', () => {
  const monitoring = object('v1', 'Pod', 'prometheus', { spec: { serviceAccountName: 'prometheus', containers: [] } });
  const rights = [
    object('rbac.authorization.k8s.io/v1', 'Role', 'some', { rules: [] }),
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'judge' }, rules: [{ apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] }] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'judge' },
      roleRef: { kind: 'ClusterRole', name: 'judge' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'ml' }],
    },
  ];
  const status = (more: readonly object[]) => post({ more: [monitoring, ...more] }, {
    url: 'http://epp:9090/metrics', method: 'GET', body: undefined, headers: [['authorization', 'Bearer x']], source: { namespace: 'ml', name: 'prometheus' }, pod: { namespace: 'ml', name: 'epp' },
  })[0].status;
  expect([status([]), status(rights), status(rights.slice(0, 1))]).toEqual([200, 200, 500]);
});

test('which server knows the beginning of a long prompt is not known, and does not matter where one is less busy', () => {
  const long = { body: JSON.stringify({ model: 'llama', messages: [{ content: 'x'.repeat(1000) }] }) };

  expect(post({}, long)).toMatchObject([{ unknown: 'picker-memory' }]);
  expect(post({}, long, { behaviors: { a: { metrics: { queue: 9 } } } })).toMatchObject([{ upstream: { workload: { name: 'b' } } }]);
});

test('an adapter is asked where it is loaded, if the picker is told to look', () => {
  const metrics = { behaviors: { a: { metrics: { adapters: ['llama'] } } } };

  expect(post({}, {}, metrics)).toHaveLength(2);
  expect(post(config('plugins: [{ type: lora-affinity-scorer }]\nschedulingProfiles: [{ plugins: [{ pluginRef: lora-affinity-scorer }] }]'), {}, metrics))
    .toMatchObject([{ upstream: { workload: { name: 'a' } } }]);
});

test('a model is rewritten by the rule that names it, or by one for all, with shares', () => {
  const rewrite = (name: string, rules: object[]) => object('inference.networking.x-k8s.io/v1alpha2', 'InferenceModelRewrite', name, { spec: { poolRef: { name: 'llama' }, rules } });
  const models = (...more: object[]) => post({ more }, {}, { behaviors: { a: { metrics: { queue: 1 } } } })
    .map(({ upstream, probability }) => [String(probability), JSON.parse(upstream!.message.body!).model]);
  const all = rewrite('a', [{ targets: [{ modelRewrite: 'any' }] }]);

  expect(models(all)).toEqual([['1', 'any']]);
  expect(models(all, rewrite('b', [{ matches: [{ model: { value: 'llama' } }], targets: [{ modelRewrite: 'v1', weight: 3 }, { modelRewrite: 'v2', weight: 1 }] }])))
    .toEqual([['3/4', 'v1'], ['1/4', 'v2']]);
  expect(models(rewrite('a', [{ targets: [{ modelRewrite: 'v1' }, { modelRewrite: 'v2' }] }]))).toEqual([['1/2', 'v1'], ['1/2', 'v2']]);
  expect(models(rewrite('a', [{ targets: [{ modelRewrite: 'v1', weight: 0 }, { modelRewrite: 'v2', weight: 0 }] }]))).toEqual([['1/2', 'v1'], ['1/2', 'v2']]);
  // One that is left out beside others is none.
  expect(models(rewrite('a', [{ targets: [{ modelRewrite: 'v1', weight: 5 }, { modelRewrite: 'v2' }] }]))).toEqual([['1', 'v1']]);
  expect(models(rewrite('b', [{ matches: [{ model: { value: 'other' } }], targets: [{ modelRewrite: 'v1' }] }]))).toEqual([['1', 'llama']]);
});

test('a picker that servers refuse to tell of themselves chooses blindly', () => {
  const strict = object('security.istio.io/v1', 'PeerAuthentication', 'default', { spec: { mtls: { mode: 'STRICT' } } });
  const headless = object('v1', 'Service', 'metrics', { spec: { clusterIP: 'None', selector: { app: 'llama' }, ports: [{ name: 'http', port: 8000 }] } });
  const chosen = (setup: Setup) => post(setup, {}, { behaviors: { a: { metrics: { queue: 50 } } } }).map(({ upstream }) => upstream?.workload.name);

  expect(chosen({ servers: {}, more: [strict] })).toEqual(['a', 'b']);
  expect(chosen({ servers: {} })).toEqual(['b']);
  expect(chosen({ more: [strict] })).toEqual(['b']);
  expect(chosen({ servers: {}, more: [strict, headless] })).toEqual(['a', 'b']);
});

test.each<[istio: string, shares: object[]]>([
  // The last backend is a Service, and nobody's picker is asked: pod `a`, which is busy, gets its turn.
  ['1.31.1', [['3/8', 'a', 200, 'v1'], ['3/8', 'b', 200, 'v1'], ['1/4', 'plain', 200, 'v1']]],
  ['1.31.2', [['3/4', undefined, 500, 'v1'], ['1/4', 'plain', 200, 'v1']]],
])('where a pool shares a rule with a Service, its picker is asked from the release on that asks each its own (%s)', (istio, shares) => {
  const INFERENCE = { group: 'inference.networking.k8s.io', kind: 'InferencePool' };
  const mixed = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'mixed', {
    spec: {
      parentRefs: [{ name: 'public' }],
      rules: [{
        matches: [{ path: { type: 'PathPrefix', value: '/mixed' } }],
        filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'x-version', value: 'v1' }] } }],
        backendRefs: [{ ...INFERENCE, name: 'llama', weight: 3 }, { name: 'plain', port: 80, weight: 1 }],
      }],
    },
  });
  const plain = object('v1', 'Service', 'plain', { spec: { selector: { app: 'plain' }, ports: [{ name: 'http', port: 80, targetPort: 8000 }] } });
  const outcomes = ask(world({ more: [mixed, plain, { ...server('plain', BESIDE), metadata: { name: 'plain', namespace: 'ml', labels: { ...BESIDE, app: 'plain' } } }] }),
    { ...CHAT, url: 'http://h/mixed' }, { behaviors: { a: { metrics: { queue: 50 } }, epp: { down: 'crashed' } } },
    { ...DEFAULT_SETTINGS, istio: IstioVersion.of(istio) });

  expect(outcomes.map(({ probability, upstream, status, headers }) => (
    [String(probability), upstream?.workload.name, status, headers.first('x-version')]))).toEqual(shares);
});
