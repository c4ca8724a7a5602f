import { Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { PathMatch } from '../../src/core/match/path-match';
import { DataPlane } from '../../src/core/versions/data-plane';
import type { IWorkload } from '../../src/mesh/workload';
import { Backend } from '../../src/routing/backend';
import type { CanaryCandidate, CanaryModelProps } from '../../src/routing/canary-model';
import { CanaryModel } from '../../src/routing/canary-model';
import { ModelVersion } from '../../src/routing/model-version';
import { MeshRouteKind } from '../../src/routing/route-props';

interface Options {
  readonly dataPlane?: DataPlane;
  readonly candidate?: Partial<CanaryCandidate>;
  readonly route?: Partial<CanaryModelProps>;
  readonly sources?: (platform: Platform) => IWorkload[];
}

/** A canary whose candidate is for a batch job. */
function canary({ dataPlane = DataPlane.SIDECAR, candidate, route, sources = batchOf }: Options = {}): Platform {
  const platform = new Platform({ dataPlane });
  const version = (name: string) => ModelVersion.of(name, Backend.workload(platform.predictor(`model-${name}`)));
  new CanaryModel(platform.chart, 'model', {
    mesh: platform.mesh,
    service: 'model',
    meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE,
    paths: ['/v1/models'],
    stable: version('v1'),
    candidates: [{ version: version('v2'), sources: sources(platform), ...candidate }],
    ...route,
  });
  return platform;
}

const batchOf = ({ mesh }: Platform) => [mesh.addWorkload('batch', { labels: { job: 'batch', tier: 'low' } })];

/** Of each rule where it leads, and what it compares besides the path. */
function rulesOf(platform: Platform): unknown[] {
  return platform.http('model-mesh').map(({ match: [{ uri, ...others }], route }: any) => [Object.values(uri)[0], route.map(({ destination, weight }: any) =>
    `${destination.host.split('.')[0]} ${weight ?? 100}`).join(), others]);
}

test('requests of a workload go to its version, told by the labels and the namespace of its pods', () => {
  expect(rulesOf(canary())).toEqual([
    ['/v1/models', 'model-v2 100', { sourceLabels: { job: 'batch', tier: 'low' }, sourceNamespace: 'ml' }],
    ['/v1/models', 'model-v1 100,model-v2 0', {}],
  ]);
});

test('what compares a header or cookie goes before sources, and a longer path before all', () => {
  const platform = canary({
    candidate: { weight: 10, cohorts: [HeaderMatch.exact('x-tenant', 'beta')] },
    route: { versionHeader: 'x-version', assignCookie: 'version', pathMatches: [PathMatch.exact('/v1/models/x')] },
  });
  const [exact, prefix] = ['/v1/models/x', '/v1/models'].map((path) => rulesOf(platform).filter(([uri]: any) => uri === path).map(([, to, others]: any) => [to, Object.keys(others)]));
  const order = [
    ['model-v1 100', ['headers']], ['model-v2 100', ['headers']], ['model-v2 100', ['headers']],
    ['model-v1 100', ['headers']], ['model-v2 100', ['headers']],
    ['model-v2 100', ['sourceLabels', 'sourceNamespace']], ['model-v1 90,model-v2 10', []],
  ];
  expect(exact).toEqual(order);
  expect(prefix).toEqual(order);
  expect(rulesOf(platform).map(([uri]: any) => uri)).toEqual([...order.map(() => '/v1/models/x'), ...order.map(() => '/v1/models')]);
});

test('the gateway, whose requests come from no workload, has no rule of it', () => {
  expect(canary().rules('model')).toEqual([expect.objectContaining({
    backendRefs: [expect.objectContaining({ name: 'model-v1', weight: 100 }), expect.objectContaining({ name: 'model-v2', weight: 0 })],
  })]);
});

test('a promoted version leaves its sources to the one that it replaces', () => {
  expect(rulesOf(canary({ route: { promote: 'v2' } }))[0]).toEqual(['/v1/models', 'model-v1 100', expect.objectContaining({ sourceNamespace: 'ml' })]);
});

test('an adopted workload whose labels are known is a source', () => {
  const platform = canary({ sources: ({ mesh }) => [mesh.workloadFromAttributes('web', { namespace: 'team', podLabels: { app: 'web' } })] });
  expect(rulesOf(platform)[0]).toEqual(['/v1/models', 'model-v2 100', { sourceLabels: { app: 'web' }, sourceNamespace: 'team' }]);
});

const WRONG: readonly [what: string, options: Options, message: string][] = [
  ['an HTTPRoute', { route: { meshRouteKind: undefined } },
    "candidates[0].sources[0] needs a VirtualService: an HTTPRoute has no word for the source of a request, got 'batch': set meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE"],
  ['a route without an address in the mesh', { route: { service: undefined, meshRouteKind: undefined } },
    "candidates[0].sources[0] concerns callers in the mesh, and the route has no address for them, got 'batch': give service as well"],
  ['labels that are not known', { sources: ({ mesh }) => [mesh.workloadFromAttributes('web')] },
    "candidates[0].sources[0] names the workload 'web', the labels of whose pods are not known: give podLabels in workloadFromAttributes"],
  ['pods without a sidecar', { sources: ({ mesh }) => [mesh.addWorkload('ray', { outsideMesh: true })] },
    "candidates[0].sources[0] names the workload 'ray', which has no sidecar that could tell: leave outsideMesh out, or use a cohort by header"],
  ['a workload of another mesh', { sources: () => [new Platform().predictor('stranger')] },
    "candidates[0].sources[0] must be a workload of the same mesh, got 'stranger': use what mesh.addWorkload or workloadFromAttributes returned"],
  ['a workload that is named twice', { sources: (platform) => batchOf(platform).flatMap((batch) => [batch, batch]) },
    "candidates[0].sources[1] is named for candidates[0] already, got 'batch': name it once"],
];

test.each(WRONG)('sources are refused for %s', (_, options, message) => {
  expect(() => canary(options)).toThrow(`[app/model] ${message}`);
});

test('a waypoint cannot tell sources', () => {
  expect(() => canary({ dataPlane: DataPlane.AMBIENT })).toThrow(
    /^\[app\/model\] candidates\[0\]\.sources cannot be had: a match of the calling workload needs the sidecar data plane, not ambient \(box: .*\): tell callers apart by a header: cohorts of a candidate$/);
});

test('a version with sources alone is reached', () => {
  expect(() => canary({ candidate: { weight: 0 } })).not.toThrow();
});
