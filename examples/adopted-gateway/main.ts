import * as path from 'path';
import { App } from 'cdk8s';
import { Tenant } from './tenant';

const app = new App({ outdir: path.join(__dirname, 'dist') });
const { mesh } = new Tenant(app, 'tenant');
app.synth();

console.log('To be asked of the owners:');
for (const { kind, namespace, name, requirements } of mesh.externalObjects) {
  console.log(`- ${kind} ${namespace ? `${namespace}/` : ''}${name}: ${requirements.join('; ')}`);
}
