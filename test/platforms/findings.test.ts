import type { Chart } from 'cdk8s';
import { Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { Tenant } from '../../examples/adopted-gateway/tenant';
import { Canary } from '../../examples/canary/canary';
import { LlmPlatform } from '../../examples/llm-platform/platform';
import { Llm } from '../../examples/llm-route/llm';
import { MlPlatform } from '../../examples/ml-platform/platform';
import { DataPlane, MlServingMesh } from '../../src';
import { check } from '../../src/check/check';
import type { Report } from '../../src/check/finding';
import { targetOf as checkTargetOf } from '../../src/check/options';
import { type Manifest, ManifestObject } from '../../src/manifest/manifest-object';
import { Workload } from '../../src/mesh/workload';
import { construct, isRefusal, type Platform } from '../arbitrary/construct';
import { platforms } from '../arbitrary/platform';
import { clusterOf, targetOf, type TargetFacts } from '../arbitrary/targets';
import { SEED } from '../seed';

const RUNS = Number(process.env.FINDINGS ?? Math.min(Number(process.env.PLATFORMS ?? 400), 400));
const MINUTES = 60_000;

/** Everything that is found where nothing exists but the platform, what it takes for given, and its pods. */
function report({ manifests, externalObjects, workloads }: Platform, target: TargetFacts, clusterDomain = 'cluster.local'): Report {
  const origin = { construct: 'platform' };
  const pods = workloads.map(({ namespace, workloadName, serviceAccountName, podMetadata }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...podMetadata, namespace, name: workloadName },
    spec: { serviceAccountName, containers: [{ name: 'app' }] },
  }));
  const stubs = [...externalObjects.map(({ stub }) => stub as Manifest), ...pods as unknown as Manifest[]];
  const objects = [
    ...manifests.map((manifest) => new ManifestObject(manifest, origin)),
    ...stubs.map((stub) => new ManifestObject(stub, origin, true)),
  ];
  return check({ objects, broken: [], strays: [] }, {
    isComplete: true,
    clusterDomain,
    target: checkTargetOf({
      istio: target.istio,
      gatewayApi: target.gatewayApi,
      channel: target.experimental ? 'experimental' : 'standard',
      dataPlane: target.ambient ? 'ambient' : 'sidecar',
    }),
  });
}

function lines({ findings, failures }: Report, severity: string): string[] {
  return [
    ...failures.map(({ rule, object, error }) => `${rule.code} ${object.id}: ${String(error)}`),
    ...findings.filter((finding) => finding.severity === severity && finding.acknowledged === undefined)
      .map(({ rule, object, message }) => `${rule.code} ${object?.id}: ${message}`),
  ];
}

const EXAMPLES: [name: string, make: () => Chart][] = [
  ['canary', () => new Canary(Testing.app(), 'canary')],
  ['llm-platform', () => new LlmPlatform(Testing.app(), 'llm-platform')],
  ['llm-route', () => new Llm(Testing.app(), 'llm')],
  ['adopted-gateway', () => new Tenant(Testing.app(), 'tenant')],
  ...[DataPlane.AMBIENT, DataPlane.SIDECAR].map((dataPlane): [string, () => Chart] => [
    `ml-platform in ${dataPlane} mode`, () => new MlPlatform(Testing.app(), 'ml-platform', { dataPlane }),
  ]),
];

test.each(EXAMPLES)('nothing is found in the example %s', (_, make) => {
  const chart = make();
  const manifests = Testing.synth(chart) as Manifest[];
  const constructs = chart.node.findAll();
  const mesh = constructs.find((each): each is MlServingMesh => each instanceof MlServingMesh)!;
  const workloads = constructs.filter((each): each is Workload => each instanceof Workload);
  const found = report({ manifests, externalObjects: mesh.externalObjects, workloads }, {
    istio: mesh.istioVersion.toString(),
    gatewayApi: mesh.gatewayApi.minor,
    experimental: true,
    ambient: mesh.dataPlane === DataPlane.AMBIENT,
  });

  expect([...lines(found, 'error'), ...lines(found, 'warning')]).toEqual([]);
});

/** What random platforms are warned of, as nobody who draws them thinks of the model: each is right about what was drawn. */
const EXPLAINED: Readonly<Record<string, string>> = {
  MLM0209: 'routes for callers in the mesh have no rule for the rest',
  MLM0211: 'paths of gRPC methods lead to ports of HTTP; the library leaves it to who speaks Connect or gRPC-Web there',
  MLM0309: 'time limits of seconds are on paths that stream',
  MLM0405: 'callers outside of the platform have accounts that nothing in it runs as',
  MLM0411: 'routes are on Services of others, for which the platform has no policy',
  MLM0703: 'shares of traces are as small as 0.01 percent',
  MLM0802: 'versions that get requests have no replicas',
  MLM0803: 'Services of others choose the same pods',
  MLM0805: 'copies of prompts are made',
  MLM0937: 'some features need an EnvoyFilter',
};

test(`no error, and no warning without a reason, is found in ${RUNS} random platforms (seed ${SEED})`, () => {
  const warnings = new Map<string, number>();
  const errors: string[] = [];
  const unexplained: string[] = [];
  fc.assert(fc.property(platforms(), (recipe) => {
    let platform: Platform;
    try {
      platform = construct(recipe);
    } catch (error) {
      if (isRefusal(error)) {
        return;
      }
      throw error;
    }
    const found = report(platform, targetOf(recipe.mesh), clusterOf(recipe.mesh).clusterDomain);
    errors.push(...lines(found, 'error'));
    unexplained.push(...lines(found, 'warning').filter((line) => !Object.hasOwn(EXPLAINED, line.slice(0, 7))));
    lines(found, 'warning').map((line) => line.slice(0, 7)).forEach((code) => warnings.set(code, (warnings.get(code) ?? 0) + 1));
  }), { numRuns: RUNS });
  expect(errors).toEqual([]);
  expect(unexplained).toEqual([]);
  console.log(`warnings: ${[...warnings].map(([code, count]) => `${count} ${code}`).join(', ') || 'none'}`);
}, 10 * MINUTES);
