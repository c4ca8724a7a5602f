import { readdirSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { Chart, Testing } from 'cdk8s';
import { writePlatform } from './platform-folder';
import { Tenant } from '../examples/adopted-gateway/tenant';
import { Canary } from '../examples/canary/canary';
import { LlmPlatform } from '../examples/llm-platform/platform';
import { Llm } from '../examples/llm-route/llm';
import { istioInstallation, MlPlatform } from '../examples/ml-platform/platform';
import { DataPlane, IWorkload, MeshInstall, MlServingMesh } from 'cdk8s-ml-mesh';

interface Example {
  /** The folder of examples/ that it is from. */
  readonly folder: string;
  /** Where the folder has several. */
  readonly variant?: string;
  readonly install?: MeshInstall;
  readonly make: () => Chart;
}

const EXAMPLES: readonly Example[] = [
  { folder: 'adopted-gateway', make: () => new Tenant(Testing.app(), 'tenant') },
  { folder: 'canary', make: () => new Canary(Testing.app(), 'canary') },
  { folder: 'llm-platform', make: () => new LlmPlatform(Testing.app(), 'llm-platform') },
  { folder: 'llm-route', make: () => new Llm(Testing.app(), 'llm') },
  ...[DataPlane.AMBIENT, DataPlane.SIDECAR].map((dataPlane): Example => ({
    folder: 'ml-platform',
    variant: dataPlane,
    install: istioInstallation({ dataPlane }),
    make: () => new MlPlatform(Testing.app(), 'ml-platform', { dataPlane }),
  })),
];

/**
 * Writes every example as a platform for the mesh in a box: what it is for, the manifests, stubs of what they rely on, and pods.
 *
 *     ts-node --project scripts/tsconfig.json scripts/examples.ts --out cdk8s.out/examples
 */
function main(): void {
  const { values: { out } } = parseArgs({ options: { out: { type: 'string', default: 'cdk8s.out/examples' } } });
  const folders = readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const missing = folders.filter((folder) => !EXAMPLES.some((example) => example.folder === folder));
  if (missing.length > 0) {
    throw new Error(`add these to EXAMPLES: ${missing.join(', ')}`);
  }
  EXAMPLES.forEach((example) => write(join(out, [example.folder, example.variant].filter(Boolean).join('-')), example));
  console.log(`${EXAMPLES.length} examples in ${out}`);
}

function write(folder: string, { install, make }: Example): void {
  const chart = make();
  const manifests = Testing.synth(chart);
  const constructs = chart.node.findAll();
  const mesh = constructs.find((construct): construct is MlServingMesh => construct instanceof MlServingMesh)!;
  const workloads = constructs.filter((construct) => 'podMetadata' in construct) as unknown as IWorkload[];
  writePlatform(folder, { manifests, externalObjects: mesh.externalObjects, workloads, operator: install?.toIstioOperator(), target: {} });
}

main();
