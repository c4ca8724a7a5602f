import { requestOf } from './ask';
import type { Asked } from './ask';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { type AuthorizerSettings, DEFAULT_SETTINGS } from '../../src/simulate/settings';
import { type AnswerOptions, Simulator } from '../../src/simulate/simulator';
import { completeWorld } from '../../src/simulate/world';
import { manifests } from '../manifest/index-of';

const AUTHORIZER: AuthorizerSettings = {
  name: 'authz', protocol: 'http', service: 'ml/authz.ml.svc.cluster.local', port: 80, timeout: 1000, failsOpen: false, statusOnError: 503,
};

function object(apiVersion: string, kind: string, name: string, spec: object, metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', ...metadata }, spec };
}

function service(name: string): object {
  return object('v1', 'Service', name, { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
}

function policy(spec: object, name = 'p'): object {
  return object('security.istio.io/v1', 'AuthorizationPolicy', name, spec);
}

const WORLD = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
  object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'all', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] }),
  service('model'),
  service('authz'),
];
const AT_GATEWAY = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }] };
const AT_MODEL = { selector: { matchLabels: { app: 'model' } } };

function ask(objects: object[], asked: Partial<Asked> = {}, options?: AnswerOptions, authorizer: Partial<AuthorizerSettings> = {}) {
  const { objects: read } = readSources([new Source('a.yaml', manifests(...WORLD, ...objects))]);
  const settings = { ...DEFAULT_SETTINGS, authorizers: [{ ...AUTHORIZER, ...authorizer }] };
  const [outcome, ...rest] = new Simulator(completeWorld(read), settings).answer(requestOf({ url: 'http://h/a', ...asked }), options);
  expect(rest).toEqual([]);
  return outcome;
}

const steps = (outcome: ReturnType<typeof ask>) => outcome.hops.map(({ proxy, steps: all }) => [proxy.kind, ...all.map(({ kind }) => kind)]);

test('a gateway asks before it routes, a sidecar before it passes on', () => {
  const outcome = ask([policy({ ...AT_GATEWAY, rules: [{}] }, 'a'), policy({ ...AT_MODEL, rules: [{}] }, 'b')]);

  expect(steps(outcome)).toEqual([
    ['gateway', 'listener', 'authorize', 'virtual-host', 'route', 'split', 'try'],
    ['sidecar', 'transport', 'authorize'],
  ]);
});

test('who is refused learns by which rule', () => {
  const outcome = ask([policy({ ...AT_GATEWAY, action: 'DENY', rules: [{ to: [{ operation: { methods: ['PUT'] } }] }, {}] })]);
  const [step] = outcome.hops[0].steps.filter(({ kind }) => kind === 'authorize');

  expect([outcome.status, outcome.disposition]).toEqual([403, 'denied']);
  expect(step).toMatchObject({ verdict: 'denied', why: 'a DENY rule holds', origin: { at: { path: ['spec', 'rules', 1] } }, rules: [{ holds: false }, { holds: true }] });
});

test('what each rule said is told on demand', () => {
  const rules = [{ to: [{ operation: { methods: ['PUT'] } }] }, { from: [{ source: { namespaces: ['x'] } }] }];
  const { hops: [, { steps: inner }] } = ask([policy({ ...AT_MODEL, rules })], {}, { explains: true });

  expect(inner).toMatchObject([{}, {
    kind: 'authorize',
    rules: [
      { holds: false, conditions: [{ holds: false, wanted: ['PUT'], got: 'GET' }] },
      { holds: false, conditions: [{ holds: false, wanted: ['x'], got: 'cluster.local/ns/ml/sa/public-istio' }] },
    ],
  }]);
});

test.each([['at a gateway', AT_GATEWAY, 'address'], ['before pods', AT_MODEL, 'proxy-address']])('what depends on addresses is not known %s', (_, where, cause) => {
  expect(ask([policy({ ...where, rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] })])).toMatchObject({
    disposition: 'unknown', unknown: cause, status: undefined, isBroken: false,
  });
});

test('nor is whether a server is asked', () => {
  const rules = [{ from: [{ source: { remoteIpBlocks: ['10.0.0.0/8'] } }] }];

  expect(ask([policy({ ...AT_GATEWAY, action: 'CUSTOM', provider: { name: 'authz' }, rules })])).toMatchObject({ disposition: 'unknown', unknown: 'address' });
});

test('nor what bytes on a connection lead to', () => {
  const opaque = object('v1', 'Service', 'bytes', { selector: { app: 'model' }, ports: [{ name: 'tcp', port: 8080 }] });
  const plain = { ...AT_MODEL, rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] };
  const caller = object('v1', 'Pod', 'caller', { serviceAccountName: 'caller', containers: [] });

  expect(ask([opaque, caller, policy(plain)], { source: { namespace: 'ml', name: 'caller' }, url: 'http://bytes:8080/' })).toMatchObject({ unknown: 'address' });
});

describe('an authorization server', () => {
  const custom = policy({ ...AT_GATEWAY, action: 'CUSTOM', provider: { name: 'authz' }, rules: [{}] });
  const names = (outcome: ReturnType<typeof ask>) => outcome.hops[0].steps.flatMap((step) => (step.kind === 'ask' ? [step.authorizer?.name, step.why] : []));

  test.each<[string, AnswerOptions['behaviors'], Partial<AuthorizerSettings>, number, number, (string | undefined)[]]>([
    ['lets pass', {}, {}, 200, 0, ['authz', 'authz says 200']],
    ['refuses by its own status', { authz: { status: 429, delay: 100 } }, {}, 429, 100, ['authz', 'authz says 429']],
    ['that is slow is not waited for', { authz: { delay: 3000 } }, {}, 503, 1000, ['authz', 'authz does not answer']],
    ['that is slow is not missed', { authz: { delay: 3000 } }, { failsOpen: true }, 200, 1000, ['authz', 'authz does not answer']],
    ['that is broken has not answered', { authz: { status: 500 } }, {}, 503, 0, ['authz', 'authz does not answer']],
    ['of gRPC answers by any status', { authz: { status: 500 } }, { protocol: 'grpc' }, 500, 0, ['authz', 'authz says 500']],
    ['without a Service', {}, { service: 'missing' }, 503, 0, [undefined, 'authz does not answer']],
    ['without pods', { authz: { down: 'unready' } }, {}, 503, 0, [undefined, 'authz does not answer']],
    ['that crashed was never asked', { authz: { down: 'crashed' } }, {}, 503, 0, [undefined, 'authz does not answer']],
  ])('%s', (_, behaviors, settings, status, time, asked) => {
    const outcome = ask([custom], {}, { behaviors }, settings);

    expect([outcome.status, outcome.time, names(outcome)]).toEqual([status, time, asked]);
  });

  test('of gRPC that its sidecar guards does not answer', () => {
    const guard = policy({ selector: { matchLabels: { app: 'authz' } } }, 'guard');

    expect([ask([custom, guard]).status, ask([custom, guard], {}, {}, { protocol: 'grpc' }).status]).toEqual([403, 503]);
  });

  test('of gRPC is asked by its own method', () => {
    const guard = policy({ selector: { matchLabels: { app: 'authz' } }, rules: [{ to: [{ operation: { methods: ['POST'], paths: ['/envoy.service.auth.v3.Authorization/Check'] } }] }] }, 'guard');

    expect([ask([custom, guard]).status, ask([custom, guard], {}, {}, { protocol: 'grpc' }).status]).toEqual([403, 200]);
  });
});

test('what a gateway knows of a token is no knowledge of the waypoint behind it', () => {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'wp',
      labels: {
        'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true',
      },
    },
  };
  const waypoint = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'waypoint', namespace: 'wp' },
    spec: {
      gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
    },
  };
  const behind = [
    namespace,
    waypoint,
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'wp' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } },
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'wp', {
      parentRefs: [{ name: 'public' }], hostnames: ['wp'], rules: [{ backendRefs: [{ name: 'model', namespace: 'wp', port: 80 }] }],
    }),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: { name: 'all', namespace: 'wp' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ml' }], to: [{ group: '', kind: 'Service' }],
      },
    },
    object('security.istio.io/v1', 'RequestAuthentication', 'tokens', { ...AT_GATEWAY, jwtRules: [{ issuer: 'i' }] }),
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'wp', namespace: 'wp' },
      spec: {
        targetRefs: [{ group: '', kind: 'Service', name: 'model' }],
        action: 'CUSTOM',
        provider: { name: 'nobody' },
        rules: [{ when: [{ key: 'request.auth.claims[iss]', values: ['i'] }] }],
      },
    },
  ];

  expect(ask(behind, { url: 'http://wp/', token: { issuer: 'i' } })).toMatchObject({ status: 200, upstream: { caller: { namespace: 'wp', name: 'waypoint' } } });
});

test('a sidecar answers for a workload that does not', () => {
  expect(ask([], {}, { behaviors: { model: { down: 'crashed' } } })).toMatchObject({ status: 503, tries: 0, isBroken: false });
});
