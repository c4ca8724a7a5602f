import type { Chart } from 'cdk8s';
import { Testing } from 'cdk8s';
import { defectsOf } from './judge';
import { Tenant } from '../../examples/adopted-gateway/tenant';
import { Canary } from '../../examples/canary/canary';
import { LlmPlatform } from '../../examples/llm-platform/platform';
import { Llm } from '../../examples/llm-route/llm';
import { MlPlatform } from '../../examples/ml-platform/platform';
import { DataPlane, MlServingMesh } from '../../src';
import type { Manifest } from '../../src/manifest/manifest-object';
import { Workload } from '../../src/mesh/workload';

type Example = [name: string, make: () => Chart];

const EXAMPLES: Example[] = [
  ['canary', () => new Canary(Testing.app(), 'canary')],
  ['llm-platform', () => new LlmPlatform(Testing.app(), 'llm-platform')],
  ['llm-route', () => new Llm(Testing.app(), 'llm')],
  ['adopted-gateway', () => new Tenant(Testing.app(), 'tenant')],
  ...[DataPlane.AMBIENT, DataPlane.SIDECAR].map((dataPlane): Example => [
    `ml-platform in ${dataPlane} mode`, () => new MlPlatform(Testing.app(), 'ml-platform', { dataPlane }),
  ]),
];

/** The clusters of a version that an example is for: its experimental CRDs hold all of the standard ones. */
const CHANNELS = ['standard', 'experimental'];

describe.each(EXAMPLES)('%s', (_, make) => {
  const chart = make();
  const manifests = Testing.synth(chart) as Manifest[];
  const constructs = chart.node.findAll();
  const mesh = constructs.find((construct): construct is MlServingMesh => construct instanceof MlServingMesh)!;
  const workloads = constructs.filter((construct): construct is Workload => construct instanceof Workload);

  test.each(CHANNELS)('is valid, complete and sound with the %s channel', (channel) => {
    expect(manifests.length).toBeGreaterThan(3);
    expect(defectsOf({ manifests, externalObjects: mesh.externalObjects, workloads }, {
      istio: mesh.istioVersion.toString(),
      gatewayApi: mesh.gatewayApi.minor,
      experimental: channel === 'experimental',
      ambient: mesh.dataPlane === DataPlane.AMBIENT,
    })).toEqual([]);
  });
});
