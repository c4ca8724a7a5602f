import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { DataPlane } from 'cdk8s-ml-mesh';
import type { MlServingMesh } from 'cdk8s-ml-mesh';

/** An app of the box: fills a chart and says which mesh it made. */
export type BoxApp = (chart: Chart) => MlServingMesh;

/** The same in either data plane; its folder is `<file>-<data plane>`. */
export type PlaneApp = (chart: Chart, dataPlane: DataPlane) => MlServingMesh;

/** What the file of an app exports. */
interface AppModule {
  readonly default?: BoxApp;
  readonly forDataPlane?: PlaneApp;
}

const DIST = path.join(__dirname, 'dist');

/** Synthesizes the apps that cases refer to: the manifests, and stubs of what the app takes for given. */
function main(): void {
  rmSync(DIST, { recursive: true, force: true });
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts') && file !== path.basename(__filename));
  for (const file of files) {
    const name = path.basename(file, '.ts');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { default: app, forDataPlane } = require(path.join(__dirname, file)) as AppModule;
    if (app) {
      write(name, app);
    }
    if (forDataPlane) {
      for (const dataPlane of [DataPlane.AMBIENT, DataPlane.SIDECAR]) {
        write(`${name}-${dataPlane}`, (chart) => forDataPlane(chart, dataPlane));
      }
    }
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
