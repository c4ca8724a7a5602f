import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import type { MlServingMesh } from 'cdk8s-ml-mesh';

/** An app of the box: fills a chart and says which mesh it made. */
export type BoxApp = (chart: Chart) => MlServingMesh;

const DIST = path.join(__dirname, 'dist');

/** Synthesizes the apps that cases refer to: the manifests, and stubs of what the app takes for given. */
function main(): void {
  rmSync(DIST, { recursive: true, force: true });
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts') && file !== path.basename(__filename));
  for (const file of files) {
    const name = path.basename(file, '.ts');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    write(name, require(path.join(__dirname, file)).default as BoxApp);
  }
}

function write(name: string, fill: BoxApp): void {
  const chart = new Chart(new App(), name);
  const mesh = fill(chart);
  const folder = path.join(DIST, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'manifests.yaml'), Yaml.stringify(...Testing.synth(chart)));
  writeFileSync(path.join(folder, 'assumed.yaml'), Yaml.stringify(...mesh.externalObjects.map(({ stub }) => stub)));
}

main();
