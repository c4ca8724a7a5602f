import * as path from 'path';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { fromDisk } from '../../src/cli/cases/world-of-case';
import { DataPlane, type MlServingMesh } from '../../src/index';
import { Source } from '../../src/manifest/source';

const ROOT = path.join(__dirname, '..', '..');
const APPS = path.join(ROOT, 'conformance', 'apps');
const DIST = /conformance\/apps\/dist\/([^/]+)\/(manifests|assumed)\.yaml$/;

interface AppModule {
  readonly default?: (chart: Chart) => MlServingMesh;
  readonly forDataPlane?: (chart: Chart, dataPlane: DataPlane) => MlServingMesh;
}

interface Synthesized {
  readonly manifests: string;
  readonly assumed: string;
}

const known = new Map<string, Synthesized>();

/** The files of a case; what the apps of the box become is synthesized here, from the sources as they are. */
export function readCaseText(file: string): readonly Source[] {
  const [, app, part] = DIST.exec(file.split(path.sep).join('/')) ?? [];
  if (app === undefined) {
    return fromDisk(file);
  }
  const synthesized = known.get(app) ?? synthesize(app);
  known.set(app, synthesized);
  return [new Source(file, synthesized[part as keyof Synthesized])];
}

function synthesize(name: string): Synthesized {
  const [, file, plane] = /^(.*?)(?:-(ambient|sidecar))?$/.exec(name)!;
  const app = module(name) ?? module(file)!;
  const chart = new Chart(new App(), name);
  const mesh = app.default?.(chart) ?? app.forDataPlane!(chart, plane as DataPlane);
  return {
    manifests: Yaml.stringify(...Testing.synth(chart)),
    assumed: Yaml.stringify(...mesh.externalObjects.map(({ stub }) => stub)),
  };
}

function module(name: string): AppModule | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(path.join(APPS, `${name}.ts`)) as AppModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}
