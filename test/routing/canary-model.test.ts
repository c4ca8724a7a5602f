import { Duration } from 'cdk8s';
import { EXPERIMENTAL, foreignPool, PLANES, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { PathMatch } from '../../src/core/match/path-match';
import { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { Backend } from '../../src/routing/backend';
import type { CanaryModelProps } from '../../src/routing/canary-model';
import { CanaryModel } from '../../src/routing/canary-model';
import { ModelVersion } from '../../src/routing/model-version';
import { RetryPolicy } from '../../src/routing/retry-policy';

/** Of v1, v2 and v3, each a workload. */
function versions(platform: Platform, names: string[] = ['v1', 'v2', 'v3']): ModelVersion[] {
  return names.map((name) => ModelVersion.of(name, Backend.workload(platform.predictor(`resnet-${name}`))));
}

function canary(platform: Platform, props: Partial<CanaryModelProps> = {}): CanaryModel {
  const [v1, v2] = props.stable ? [] : versions(platform, ['v1', 'v2']);
  return new CanaryModel(platform.chart, 'resnet', {
    mesh: platform.mesh,
    stable: v1,
    candidates: [{ version: v2, weight: 10 }],
    ...props,
  });
}

function shares(rule: any): [string, number][] {
  return rule.backendRefs.map(({ name, weight }: any) => [name, weight]);
}

/** Each rule as the headers it compares and the backends it leads to. */
function outline(rules: any[]): string[] {
  return rules.map(({ matches, backendRefs }) => {
    const headers = (matches[0].headers ?? []).map(({ name, value }: any) => `${name}=${value}`).join(' ');
    return `${headers || 'any'} -> ${backendRefs.map(({ name, weight }: any) => (weight === undefined ? name : `${name} ${weight}`)).join(', ')}`;
  });
}

test.each(PLANES)('the stable version gets what the candidates leave, in the order they are named (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  const [v1, v2, v3] = versions(platform);
  canary(platform, { service: 'resnet', stable: v1, candidates: [{ version: v3, weight: 25 }, { version: v2, weight: 10 }] });
  const expected = [['resnet-v1', 65], ['resnet-v3', 25], ['resnet-v2', 10]];
  expect(shares(platform.rules('resnet')[0])).toEqual(expected);
  expect(shares(platform.rules('resnet-mesh')[0])).toEqual(expected);
});

test.each(PLANES)('a candidate of weight 0 keeps its place in the split and its pinned rule (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  const [v1, v2] = versions(platform);
  canary(platform, { stable: v1, candidates: [{ version: v2 }], versionHeader: 'x-model-version' });
  expect(outline(platform.rules('resnet'))).toEqual([
    'x-model-version=v1 -> resnet-v1',
    'x-model-version=v2 -> resnet-v2',
    'any -> resnet-v1 100, resnet-v2 0',
  ]);
});

test('pinned requests go before cohorts, these before returning callers, these before the weights', () => {
  const platform = new Platform();
  const [v1, v2, v3] = versions(platform);
  canary(platform, {
    stable: v1,
    candidates: [
      { version: v2, weight: 10, cohorts: [HeaderMatch.exact('x-tenant', 'beta'), HeaderMatch.cookie('group', 'a')] },
      { version: v3, weight: 5, cohorts: [HeaderMatch.regex('x-user', 'internal-.*')] },
    ],
    versionHeader: 'x-model-version',
    assignCookie: 'resnet',
  });
  const cookie = (name: string, value: string) => `cookie=(.*;[ \\t]*)?${name}=${value}([ \\t]*;.*)?`;
  expect(outline(platform.rules('resnet'))).toEqual([
    'x-model-version=v1 -> resnet-v1',
    'x-model-version=v2 -> resnet-v2',
    'x-model-version=v3 -> resnet-v3',
    'x-tenant=beta -> resnet-v2',
    `${cookie('group', 'a')} -> resnet-v2`,
    'x-user=internal-.* -> resnet-v3',
    `${cookie('resnet', 'v1')} -> resnet-v1`,
    `${cookie('resnet', 'v2')} -> resnet-v2`,
    `${cookie('resnet', 'v3')} -> resnet-v3`,
    'any -> resnet-v1 85, resnet-v2 10, resnet-v3 5',
  ]);
});

test('the cookie is set by weighted answers and renewed for returning callers, and pinned ones leave it alone', () => {
  const platform = new Platform();
  canary(platform, { versionHeader: 'x-model-version', assignCookie: 'resnet', assignCookieMaxAge: Duration.hours(1) });
  const [pinned1, pinned2, back1, back2, weighted] = platform.rules('resnet');
  const sets = (version: string) => [{
    type: 'ResponseHeaderModifier',
    responseHeaderModifier: { add: [{ name: 'set-cookie', value: `resnet=${version}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax` }] },
  }];
  const filters = (rule: any) => rule.backendRefs.map((ref: any) => ref.filters);
  expect([pinned1, pinned2].flatMap(filters)).toEqual([undefined, undefined]);
  expect([back1, back2].flatMap(filters)).toEqual([sets('v1'), sets('v2')]);
  expect(filters(weighted)).toEqual([sets('v1'), sets('v2')]);
});

test('mirrors stand on the weighted rule only, whole percents as percent and others as a fraction', () => {
  const platform = new Platform();
  const [v1, v2, v3] = versions(platform);
  canary(platform, {
    stable: v1,
    candidates: [{ version: v2, mirrorPercentage: 20 }, { version: v3, mirrorPercentage: 0.07 }],
    versionHeader: 'x-model-version',
  });
  const rules = platform.rules('resnet');
  expect(rules.slice(0, -1).map(({ filters }) => filters)).toEqual([undefined, undefined, undefined]);
  const ref = (name: string) => ({ group: '', kind: 'Service', name, port: 8080 });
  expect(rules.at(-1).filters).toEqual([
    { type: 'RequestMirror', requestMirror: { backendRef: ref('resnet-v2'), percent: 20 } },
    { type: 'RequestMirror', requestMirror: { backendRef: ref('resnet-v3'), fraction: { numerator: 700, denominator: 1_000_000 } } },
  ]);
});

test('returning callers are copied as well, though not to the version that answers them', () => {
  const platform = new Platform();
  const [v1, v2, v3] = versions(platform);
  canary(platform, { stable: v1, candidates: [{ version: v2, mirrorPercentage: 20 }, { version: v3, mirrorPercentage: 5 }], assignCookie: 'resnet' });
  const copies = platform.rules('resnet').map(({ filters = [] }) => filters.map(({ requestMirror }: any) => requestMirror.backendRef.name));
  expect(copies).toEqual([['resnet-v2', 'resnet-v3'], ['resnet-v3'], ['resnet-v2'], ['resnet-v2', 'resnet-v3']]);
});

test.each(PLANES)('promote swaps the two versions and changes no name of an object (%s)', (dataPlane) => {
  const build = (promote?: string) => {
    const platform = new Platform({ dataPlane });
    const model = canary(platform, {
      service: 'resnet',
      promote,
      versionHeader: 'x-model-version',
      trafficPolicy: { connectionPool: { maxRequests: 10 } },
    });
    model.allowFrom(platform.mesh.workloadFromAttributes('frontend', { namespace: 'web' }));
    return platform;
  };
  const [before, after] = [build(), build('v2')];
  expect(after.names()).toEqual(before.names());
  expect(outline(before.rules('resnet')).at(-1)).toBe('any -> resnet-v1 90, resnet-v2 10');
  expect(outline(after.rules('resnet')).at(-1)).toBe('any -> resnet-v2 90, resnet-v1 10');
  expect(outline(after.rules('resnet')).slice(0, 2).sort()).toEqual(['x-model-version=v1 -> resnet-v1', 'x-model-version=v2 -> resnet-v2']);
});

test('promote leaves cohorts and mirror with the place, and the other candidates where they are', () => {
  const platform = new Platform();
  const [v1, v2, v3] = versions(platform);
  canary(platform, {
    stable: v1,
    candidates: [{ version: v2, weight: 20, mirrorPercentage: 5, cohorts: [HeaderMatch.exact('x-tenant', 'beta')] }, { version: v3, weight: 1 }],
    promote: 'v2',
  });
  const rules = platform.rules('resnet');
  expect(outline(rules)).toEqual(['x-tenant=beta -> resnet-v1', 'any -> resnet-v2 79, resnet-v1 20, resnet-v3 1']);
  expect(rules[1].filters[0].requestMirror.backendRef.name).toBe('resnet-v1');
});

test.each(PLANES)('limits stand on every rule, at the gateway and in the mesh (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane, gatewayApi: EXPERIMENTAL });
  canary(platform, {
    service: 'resnet',
    versionHeader: 'x-model-version',
    assignCookie: 'resnet',
    timeout: Duration.seconds(30),
    retry: RetryPolicy.onCodes({ attempts: 2, codes: [503], perTryTimeout: Duration.seconds(9), mayRunTwice: true, backoff: Duration.millis(50) }),
  });
  for (const rule of [...platform.rules('resnet'), ...platform.rules('resnet-mesh')]) {
    expect(rule.timeouts).toEqual({ request: '30s', backendRequest: '9s' });
    expect(rule.retry).toEqual({ attempts: 2, codes: [503], backoff: '50ms' });
  }
});

test('breakers stand on every version, and on no other Service', () => {
  const platform = new Platform();
  canary(platform, { service: 'resnet', trafficPolicy: { connectionPool: { maxRequests: 10 } } });
  expect(platform.all('DestinationRule').map(({ spec }) => spec.host)).toEqual([
    'resnet-v1.ml.svc.cluster.local', 'resnet-v2.ml.svc.cluster.local',
  ]);
});

test('all paths stand in each rule: prefixes, then exact paths and expressions', () => {
  const platform = new Platform();
  canary(platform, { paths: ['/v1/models', '/v2/models'], pathMatches: [PathMatch.exact('/infer'), PathMatch.regex('/m/[a-z]+')], versionHeader: 'x-v' });
  for (const { matches } of platform.rules('resnet')) {
    expect(matches.map(({ path }: any) => path)).toEqual([
      { type: 'PathPrefix', value: '/v1/models' },
      { type: 'PathPrefix', value: '/v2/models' },
      { type: 'Exact', value: '/infer' },
      { type: 'RegularExpression', value: '/m/[a-z]+' },
    ]);
  }
});

test('every path is taken where none is named', () => {
  const platform = new Platform();
  canary(platform);
  expect(platform.rules('resnet')[0].matches).toEqual([{ path: { type: 'PathPrefix', value: '/' } }]);
});

test('pools share a rule from the patch release on that asks each its own picker', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.30.6') });
  canary(platform, { stable: pool('v1'), candidates: [{ version: pool('v2'), weight: 10 }] });
  expect(platform.rules('resnet')[0].backendRefs).toEqual([
    { group: 'inference.networking.k8s.io', kind: 'InferencePool', namespace: 'llm', name: 'pool-v1', weight: 90 },
    { group: 'inference.networking.k8s.io', kind: 'InferencePool', namespace: 'llm', name: 'pool-v2', weight: 10 },
  ]);
});

test('pools that share a rule are refused before', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.30.5') });
  expect(() => canary(platform, { stable: pool('v1'), candidates: [{ version: pool('v2'), weight: 10 }] }))
    .toThrow(/\[app\/resnet\] candidates cannot be had: more than one InferencePool in a rule.*1\.30\.6.*weight 0/);
});

test('a pool may share the rule with a pool of weight 0', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.30.5') });
  canary(platform, { stable: pool('v1'), candidates: [{ version: pool('v2'), weight: 100 }], versionHeader: 'x-v' });
  expect(shares(platform.rules('resnet').at(-1))).toEqual([['pool-v1', 0], ['pool-v2', 100]]);
});

test('a pool beside a Service is no safer than two pools', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.31.1') });
  const [v1] = versions(platform, ['v1']);
  expect(() => canary(platform, { stable: v1, candidates: [{ version: pool('v2'), weight: 10 }] })).toThrow(/candidates cannot be had/);
});

test('a mirror to a pool is refused', () => {
  const platform = new Platform();
  const [v1] = versions(platform, ['v1']);
  expect(() => canary(platform, { stable: v1, candidates: [{ version: pool('v2'), mirrorPercentage: 1 }] }))
    .toThrow(/candidates\[0\]\.mirrorPercentage mirrors to the InferencePool 'pool-v2'.*got 1: mirror to the Service of its model servers, Backend\.workload\(server\.workload\)/);
});

test('more than 16 rules for one path take a second route, as long as no request matches two of them alike', () => {
  const platform = new Platform();
  const [v1, v2] = versions(platform);
  canary(platform, { stable: v1, candidates: [{ version: v2, cohorts: Array.from({ length: 16 }, (_, i) => HeaderMatch.exact('x-tenant', `t${i}`)) }] });
  expect([platform.rules('resnet'), platform.rules('resnet-2')].map((rules) => rules.length)).toEqual([16, 1]);
});

test('more than 16 rules for one path that a request can match alike are refused', () => {
  const platform = new Platform();
  const cohorts = Array.from({ length: 17 }, (_, i) => HeaderMatch.exact(`x-tenant-${i}`, 'yes'));
  const [v1, v2] = versions(platform);
  expect(() => canary(platform, { stable: v1, candidates: [{ version: v2, cohorts }] })).toThrow(/needs 17 rules with 17 matches for one path.*16 rules/);
});

test('more than 16 backends in a rule are refused', () => {
  const platform = new Platform();
  const [v1, ...others] = versions(platform, Array.from({ length: 17 }, (_, i) => `v${i}`));
  expect(() => canary(platform, { stable: v1, candidates: others.map((version) => ({ version, weight: 1 })) }))
    .toThrow(/makes a rule with 17 backends, and a rule holds 16/);
});

test.each<[string, (names: ModelVersion[]) => Partial<CanaryModelProps>, RegExp]>([
  ['no candidate', () => ({ candidates: [] }), /\[app\/resnet\] candidates must not be empty, got \[\]: .*ModelRoute/],
  ['weights above 100', ([, v2, v3]) => ({ candidates: [{ version: v2, weight: 60 }, { version: v3, weight: 41 }] }),
    /candidates must have weights that sum up to 100 at most, got 101: lower them/],
  ['a broken weight', ([, v2]) => ({ candidates: [{ version: v2, weight: 0.5 }] }), /candidates\[0\]\.weight must be a whole number from 0 to 100, got 0\.5/],
  ['a negative weight', ([, v2]) => ({ candidates: [{ version: v2, weight: -1 }] }), /candidates\[0\]\.weight .*got -1/],
  ['a mirror above 100', ([, v2]) => ({ candidates: [{ version: v2, mirrorPercentage: 101 }] }), /candidates\[0\]\.mirrorPercentage must be a percentage.*101/],
  ['a version that nothing leads to', ([, v2]) => ({ candidates: [{ version: v2 }] }),
    /candidates\[0\]\.weight gives the version v2 nothing, and nothing else leads to it.*got 0: give versionHeader/],
  ['a version named twice', ([v1, , v3]) => ({ candidates: [{ version: ModelVersion.of('v1', v3.backend), weight: 1 }], stable: v1 }),
    /candidates must not name a version twice, got 'v1'/],
  ['two versions at one backend', ([v1]) => ({ candidates: [{ version: ModelVersion.of('v9', v1.backend), weight: 1 }] }),
    /candidates leads two versions to one backend, Service ml\/resnet-v1, .*got \["v1","v9"\]/],
  ['an unknown promotion', () => ({ promote: 'v9' }), /promote must name a candidate \(v2\), got 'v9': leave it out/],
  ['a promotion that takes away', ([, v2]) => ({ candidates: [{ version: v2, weight: 60 }], promote: 'v2' }),
    /promote would take requests away from the version that it promotes: 40 % instead of 60 %.*got 'v2': lower the weight/],
  ['a header that is none', () => ({ versionHeader: 'x model' }), /versionHeader must be a header name.*'x model'/],
  ['a version name that is no header value', ([, v2]) => ({ candidates: [{ version: ModelVersion.of('v 2', v2.backend), weight: 1 }] }),
    /candidates\[0\]\.version must be 1 to 63 letters.*got 'v 2'/],
  ['a cohort that RE2 refuses', ([, v2]) => ({ candidates: [{ version: v2, cohorts: [HeaderMatch.regex('x', '(?=a)')] }] }),
    /candidates\[0\]\.cohorts\[0\] must be a regular expression that RE2 understands/],
  ['an age without a cookie', () => ({ assignCookieMaxAge: Duration.hours(1) }), /assignCookieMaxAge has no effect without a cookie: give assignCookie/],
  ['no paths', () => ({ paths: [] }), /paths must not be empty, got \[\]/],
  ['no path matches', () => ({ pathMatches: [] }), /pathMatches must not be empty, got \[\]/],
  ['a path without a slash', () => ({ paths: ['v1'] }), /paths\[0\] must be a path.*got 'v1'/],
  ['a path named twice', () => ({ paths: ['/v1', '/v1/'] }), /claims PathPrefix \/v1\/ on .*which \[app\/resnet\] claims too/],
  ['an expression behind its own prefix', () => ({ paths: ['/v1'], pathMatches: [PathMatch.regex('/v1/models/.*')] }),
    /claims RegularExpression \/v1\/models\/\.\* on .*is never reached: PathPrefix \/v1 of \[app\/resnet\]/],
  ['a cohort of two versions', ([, v2, v3]) => ({
    candidates: [v2, v3].map((version) => ({ version, cohorts: [HeaderMatch.exact('x-tenant', 'beta')] })),
  }), /claims PathPrefix \/ on .*claims too/],
])('%s is refused', (_, props, message) => {
  const platform = new Platform();
  const all = versions(platform);
  const [v1, v2] = all;
  expect(() => canary(platform, { stable: v1, candidates: [{ version: v2, weight: 10 }], ...props(all) })).toThrow(message);
});

test('a promotion at half of the requests is taken', () => {
  const platform = new Platform();
  const [v1, v2] = versions(platform);
  canary(platform, { stable: v1, candidates: [{ version: v2, weight: 50 }], promote: 'v2' });
  expect(shares(platform.rules('resnet')[0])).toEqual([['resnet-v2', 50], ['resnet-v1', 50]]);
});

test('a mistake in a promoted version is reported where it is written', () => {
  const platform = new Platform();
  const [v1] = versions(platform);
  const broken = ModelVersion.of('v2', Backend.service('unknown', 80));
  expect(() => canary(platform, { stable: v1, candidates: [{ version: broken, weight: 1 }], promote: 'v2' })).toThrow(/candidates\[0\]\.version names a Service/);
});

test('in ambient mode callers of a version meet the policies of the waypoint as well', () => {
  const platform = new Platform({ dataPlane: DataPlane.AMBIENT });
  canary(platform, { service: 'resnet' });
  for (const name of ['resnet', 'resnet-v1', 'resnet-v2']) {
    expect(platform.find('Service', name).metadata.labels['istio.io/use-waypoint']).toBe('waypoint');
  }
});

function pool(version: string): ModelVersion {
  return ModelVersion.of(version, foreignPool(`pool-${version}`));
}
