import { RULES } from '../../../src/check/rules';
import { InstalledSets } from '../../../src/check/schema/installed-kinds';
import { ManifestValidator, Verdict } from '../../../src/check/schema/manifest-validator';
import { Manifest } from '../../../src/manifest/manifest-object';
import { readSources } from '../../../src/manifest/read';
import { Source } from '../../../src/manifest/source';

const NEWEST: InstalledSets = { istio: '1.31', gatewayApi: '1.6', channel: 'standard' };

function validate(manifest: Manifest, installed = NEWEST): Verdict {
  return new ManifestValidator(installed).validate([manifest]);
}

function httpRoute(rule: object): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'chat', namespace: 'ml-serving' },
    spec: { parentRefs: [{ name: 'gateway' }], rules: [rule] },
  };
}

function istio(group: string, kind: string, spec: unknown, version = 'v1'): Manifest {
  return { apiVersion: `${group}.istio.io/${version}`, kind, metadata: { name: 'chat', namespace: 'ml-serving' }, spec };
}

const pool: Manifest = {
  apiVersion: 'inference.networking.k8s.io/v1',
  kind: 'InferencePool',
  metadata: { name: 'llm', namespace: 'ml-serving' },
  spec: {
    selector: { matchLabels: { app: 'llm' } },
    targetPorts: [{ number: 8000 }],
    endpointPickerRef: { name: 'llm-epp', port: { number: 9002 } },
  },
};

const gatewayClass: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'istio' },
  spec: { controllerName: 'istio.io/gateway-controller' },
};

const workload = { workloadSelector: { labels: { app: 'llm' } } };

describe('accepts', () => {
  test.each<[string, Manifest]>([
    ['a route that relies on defaults', httpRoute({ backendRefs: [{ name: 'v1', port: 8080 }, { name: 'v2', port: 8080, weight: 0 }] })],
    ['a pool', pool],
    ['parents of one name in two namespaces', { ...httpRoute({}), spec: { parentRefs: [{ name: 'a', namespace: 'b' }, { name: 'a', namespace: 'c' }] } }],
    ['a kind that is not namespaced', gatewayClass],
    ['an older version that is still served', istio('networking', 'DestinationRule', { host: 'llm' }, 'v1alpha3')],
    ['a missing spec where none is required', istio('security', 'PeerAuthentication', undefined)],
    ['a null that counts as missing', istio('security', 'PeerAuthentication', { mtls: null })],
    ['any status', { ...httpRoute({ backendRefs: [{ name: 'v1', port: 8080 }] }), status: { unheardOf: true } }],
    ['any field where fields are free', istio('networking', 'EnvoyFilter', {
      ...workload,
      configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: { connect_timeout: '5s' } } }],
    }, 'v1alpha3')],
    ['a kind that the newest release gave away, and that clusters have', {
      apiVersion: 'inference.networking.x-k8s.io/v1alpha2',
      kind: 'InferenceObjective',
      metadata: { name: 'batch', namespace: 'ml-serving' },
      spec: { priority: -1, poolRef: { name: 'llm' } },
    }],
    ['an objective of llm-d', {
      apiVersion: 'llm-d.ai/v1alpha2',
      kind: 'InferenceObjective',
      metadata: { name: 'batch', namespace: 'ml-serving' },
      spec: { priority: -1, poolRef: { name: 'llm' } },
    }],
    ['a generated name', { ...httpRoute({}), metadata: { generateName: 'chat-' } }],
    ['an annotation in capitals', { ...pool, metadata: { name: 'llm', annotations: { 'Example.com/Note': 'Anything goes: here' } } }],
  ])('%s', (_, manifest) => {
    expect(validate(manifest)).toEqual({ violations: [], notJudged: [] });
  });
});

describe('finds', () => {
  test.each<[string, Manifest, object]>([
    ['an unknown field', httpRoute({ backendRef: [] }),
      { path: ['spec', 'rules', 0, 'backendRef'], kind: 'schema', message: 'unknown field' }],
    ['a missing field', istio('networking', 'DestinationRule', {}),
      { path: ['spec', 'host'], kind: 'schema', message: 'required, but missing' }],
    ['a missing spec', istio('networking', 'ServiceEntry', undefined),
      { path: ['spec'], kind: 'schema', message: 'required, but missing' }],
    ['a wrong type', istio('networking', 'DestinationRule', { host: 1 }),
      { path: ['spec', 'host'], kind: 'schema', message: 'must be string' }],
    ['a value that is not among the allowed ones', istio('security', 'PeerAuthentication', { mtls: { mode: 'STRICTER' } }),
      { path: ['spec', 'mtls', 'mode'], kind: 'schema', message: 'must be equal to one of the allowed values: UNSET, DISABLE, PERMISSIVE, STRICT' }],
    ['a number out of range', httpRoute({ backendRefs: [{ name: 'v1', port: 8080, weight: 1_000_001 }] }),
      { path: ['spec', 'rules', 0, 'backendRefs', 0, 'weight'], kind: 'schema', message: 'must be <= 1000000' }],
    ['a number that does not fit', istio('networking', 'DestinationRule', { host: 'llm', trafficPolicy: { connectionPool: { tcp: { maxConnections: 2 ** 31 } } } }),
      { path: ['spec', 'trafficPolicy', 'connectionPool', 'tcp', 'maxConnections'], kind: 'schema', message: 'must match format "int32"' }],
    ['a text of the wrong form', httpRoute({ timeouts: { request: '2 minutes' } }),
      { path: ['spec', 'rules', 0, 'timeouts', 'request'], kind: 'schema', message: expect.stringContaining('must match pattern') }],
    ['a choice that was not made once', istio('networking', 'VirtualService', { http: [{ match: [{ uri: { exact: '/a', prefix: '/' } }] }] }),
      { path: ['spec', 'http', 0, 'match', 0, 'uri'], kind: 'schema', message: 'must match exactly one schema in oneOf' }],
    ['a rule that is false', istio('security', 'AuthorizationPolicy', { selector: { matchLabels: { app: 'llm' } }, targetRefs: [{ kind: 'Service', name: 'llm' }] }),
      { path: ['spec'], kind: 'cel', message: 'only one of targetRefs or selector can be set' }],
    ['a rule that is false of a default', httpRoute({ backendRefs: [{ name: 'v1' }] }),
      { path: ['spec', 'rules', 0, 'backendRefs', 0], kind: 'cel', message: 'Must have port for Service reference' }],
    ['a rule that is false of one entry of a map', istio('security', 'PeerAuthentication', { selector: { matchLabels: { app: 'llm' } }, portLevelMtls: { 70000: { mode: 'STRICT' } } }),
      { path: ['spec', 'portLevelMtls'], kind: 'cel', message: 'port must be between 1-65535' }],
    ['a rule that cannot be evaluated', istio('security', 'PeerAuthentication', { selector: { matchLabels: { app: 'llm' } }, portLevelMtls: { http: { mode: 'STRICT' } } }),
      { path: ['spec', 'portLevelMtls'], kind: 'cel-error', message: expect.stringContaining('port must be between 1-65535 (') }],
    ['a rule that reads a field with a reserved name', { ...pool, apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', spec: { parentRefs: [{ name: 'a', namespace: 'b' }, { name: 'a', namespace: 'b' }] } },
      { path: ['spec', 'parentRefs'], kind: 'cel', message: 'sectionName must be unique when parentRefs includes 2 or more references to the same parent' }],
    ['a rule that is false of a key', { ...gatewayClass, kind: 'Gateway', spec: { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }], infrastructure: { annotations: { 'a b': '' } } } },
      { path: ['spec', 'infrastructure', 'annotations'], kind: 'cel', message: expect.stringContaining('Annotation keys must be in the form') }],
    ['items with equal keys', istio('networking', 'ServiceEntry', { hosts: ['a.example.com'], ports: [{ number: 80, name: 'http' }, { number: 81, name: 'http' }] }),
      { path: ['spec', 'ports', 1], kind: 'list', message: 'repeats ["http"]' }],
    ['equal items of a set', httpRoute({ filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['a', 'b', 'a'] } }] }),
      { path: ['spec', 'rules', 0, 'filters', 0, 'requestHeaderModifier', 'remove', 2], kind: 'list', message: 'repeats "a"' }],
    ['a namespace where there is none', { ...gatewayClass, metadata: { name: 'istio', namespace: 'ml-serving' } },
      { path: ['metadata', 'namespace'], kind: 'schema', message: 'the kind is not namespaced' }],
    ['a name that is no DNS name', { ...pool, metadata: { name: 'Llama_3' } },
      { path: ['metadata', 'name'], kind: 'schema', message: expect.stringContaining('must match pattern') }],
    ['a label that is no label', { ...pool, metadata: { name: 'llm', labels: { model: 'llama 3' } } },
      { path: ['metadata', 'labels', 'model'], kind: 'schema', message: expect.stringContaining('must match pattern') }],
    ['an objective of llm-d without a pool', { apiVersion: 'llm-d.ai/v1alpha2', kind: 'InferenceObjective', metadata: { name: 'batch' }, spec: { priority: -1 } },
      { path: ['spec', 'poolRef'], kind: 'schema', message: 'required, but missing' }],
    ['a rewrite of llm-d to nothing', {
      apiVersion: 'llm-d.ai/v1alpha2',
      kind: 'InferenceModelRewrite',
      metadata: { name: 'sql' },
      spec: { poolRef: { name: 'llm' }, rules: [{ targets: [{ modelRewrite: 'sql-v1', weight: 0 }] }] },
    }, { path: ['spec', 'rules', 0, 'targets', 0, 'weight'], kind: 'schema', message: 'must be >= 1' }],
    ['unknown metadata', { ...pool, metadata: { name: 'llm', label: {} } },
      { path: ['metadata', 'label'], kind: 'schema', message: 'unknown field' }],
  ])('%s', (_, manifest, defect) => {
    expect(validate(manifest).violations).toEqual([expect.objectContaining(defect)]);
  });

  test('more than one thing at a time, and names the object', () => {
    const { violations } = validate(httpRoute({ backendRefs: [{ name: 'v1', port: 0 }], retry: {}, filters: [{ type: 'RequestMirror' }] }));

    expect(violations.map(({ object, path, kind }) => [object, path.join('.'), kind].join(' ')).sort()).toEqual([
      'HTTPRoute ml-serving/chat spec.rules.0.backendRefs.0.port schema',
      'HTTPRoute ml-serving/chat spec.rules.0.filters.0 cel',
      'HTTPRoute ml-serving/chat spec.rules.0.retry schema',
    ]);
  });

  test('no fault with the values of rules while the shape is wrong, as the API server', () => {
    const { violations } = validate(istio('security', 'AuthorizationPolicy', { action: 'MAYBE', selector: {}, targetRefs: [{ kind: 'Service', name: 'a' }] }));

    expect(violations.map(({ kind }) => kind)).toEqual(['schema']);
  });
});

describe('versions and channels', () => {
  const retry = httpRoute({ retry: { attempts: 1 }, backendRefs: [{ name: 'v1', port: 8080 }] });

  test('a field of the experimental channel is unknown in the standard one', () => {
    expect(validate(retry).violations).toEqual([expect.objectContaining({ path: ['spec', 'rules', 0, 'retry'] })]);
    expect(validate(retry, { gatewayApi: '1.6', channel: 'experimental' }).violations).toEqual([]);
  });

  test('a field is unknown before its version', () => {
    const policy = istio('security', 'AuthorizationPolicy', { rules: [{ from: [{ source: { trustDomains: ['cluster.local'] } }] }] });

    expect(validate(policy, { istio: '1.29' }).violations).toEqual([expect.objectContaining({ message: 'unknown field' })]);
    expect(validate(policy, { istio: '1.30' }).violations).toEqual([]);
  });

  test('a version that is not served is not installed', () => {
    const grant: Manifest = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: { name: 'a' },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'b' }], to: [{ group: '', kind: 'Service' }] },
    };

    expect(validate(grant, { gatewayApi: '1.4' }).violations).toEqual([expect.objectContaining({
      path: ['kind'],
      message: 'gateway.networking.k8s.io/v1 ReferenceGrant is not among the kinds of gateway-api-1.4-standard, inference-1.6',
    })]);
    expect(validate(grant).violations).toEqual([]);
  });

  test.each([['kuadrant.io/v1', 'AuthPolicy'], ['llm-d.ai/v1alpha1', 'InferenceObjective'], ['llm-d.ai/v1', 'Other']])(
    'of a group of which some kinds are known, %s %s is not judged', (apiVersion, kind) => {
      const { violations, notJudged } = validate({ apiVersion, kind, metadata: { name: 'a' }, spec: {} });

      expect([violations, notJudged.length]).toEqual([[], 1]);
    });

  test('a kind of a group that is not installed is a violation, not unknown', () => {
    const verdict = validate(istio('networking', 'DestinationRule', { host: 'llm' }), { gatewayApi: '1.6' });

    expect(verdict).toEqual({ violations: [expect.objectContaining({ path: ['kind'] })], notJudged: [] });
  });
});

describe('objects of other groups', () => {
  const limits: Manifest = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'llm', namespace: 'ml-serving' }, spec: { anything: true } };

  test('are not judged, and that is told', () => {
    expect(validate(limits)).toEqual({ violations: [], notJudged: ['LimitRange ml-serving/llm'] });
  });

  test('have names as free as those of roles', () => {
    const role: Manifest = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'system:reader' } };

    expect(validate(role).violations).toEqual([]);
  });

  test('must have metadata that the API server takes', () => {
    const { violations } = validate({ ...limits, metadata: { name: 'a/b', labels: { 'a b': '' } } });

    expect(violations.map(({ path }) => path.join('.'))).toEqual(['metadata.name', 'metadata.labels', 'metadata.labels']);
  });
});

test.each<[InstalledSets]>([
  [NEWEST],
  [{ istio: '1.30', gatewayApi: '1.5', channel: 'experimental' }],
  [{ istio: '1.29', gatewayApi: '1.4', channel: 'standard' }],
])('the spec of an object is completed as the object completes it itself: %j', (installed) => {
  const validator = new ManifestValidator(installed);
  const { objects } = readSources(RULES.flatMap(({ bad, good }) => [bad, good]).map((text) => new Source('examples.yaml', text)));
  const specs = objects.map((object) => ({ own: object.spec, spec: validator.judge(object.manifest).spec }));
  const completed = specs.filter(({ spec }) => spec !== undefined);

  expect(completed.length).toBeGreaterThan(objects.length / 2);
  completed.forEach(({ own, spec }) => expect(spec).toEqual(own));
});

test('a spec with something wrong about it is not handed out: it was completed by CRDs that do not know all of it', () => {
  const { defects, spec } = new ManifestValidator({ gatewayApi: '1.4' }).judge(httpRoute({ filters: [{ type: 'CORS', cors: {} }] }));

  expect(defects.map(({ message }) => message)).toContain('unknown field');
  expect(spec).toBeUndefined();
});
