import { rmSync } from 'fs';
import * as path from 'path';
import { ApiObject, App, YamlOutputType } from 'cdk8s';
import { istioInstallation, MlPlatform } from './platform';
import { DataPlane } from 'cdk8s-ml-mesh';

/** `DATA_PLANE=sidecar` for sidecars, ambient otherwise. */
const dataPlane = process.env.DATA_PLANE === 'sidecar' ? DataPlane.SIDECAR : DataPlane.AMBIENT;
const outdir = path.join(__dirname, 'dist', dataPlane);
rmSync(outdir, { recursive: true, force: true });

const app = new App({ outdir: path.join(outdir, 'manifests'), yamlOutputType: YamlOutputType.FILE_PER_APP });
const platform = new MlPlatform(app, 'ml-platform', { dataPlane });
app.synth();
const installFiles = istioInstallation({ dataPlane }).writeTo(path.join(outdir, 'install'));

const objects = platform.node.findAll().filter(ApiObject.isApiObject);
console.log(`The platform in ${dataPlane} mode, ${objects.length} objects:\n`);
for (const { kind, metadata } of objects) {
  console.log(`  ${kind.padEnd(24)} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`);
}
console.log('\nIt relies on objects of others:\n');
for (const { kind, namespace, name, requirements } of platform.mesh.externalObjects) {
  console.log(`  ${kind.padEnd(24)} ${namespace ? `${namespace}/` : ''}${name}${requirements.length > 0 ? `: ${requirements.join('; ')}` : ''}`);
}
const shown = (file: string) => path.relative(process.cwd(), file);
console.log(`\nTo apply:   kubectl apply --server-side -f ${shown(path.join(outdir, 'manifests'))}`);
console.log(`To install: ${installFiles.map(shown).join('\n            ')}`);
