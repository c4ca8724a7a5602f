import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { targetOf } from '../../src/check/options';
import type { RuleExampleOptions } from '../../src/check/rule';
import { RULES } from '../../src/check/rules';
import type { Target } from '../../src/core/versions/capabilities';
import { type Manifest, ManifestObject } from '../../src/manifest/manifest-object';
import { ISTIO_OPERATOR } from '../../src/manifest/mesh-config';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { loadCase } from '../../test/check/box-case';

/** Manifests that are judged together. */
export interface ManifestSet {
  readonly name: string;
  readonly judged: readonly ManifestObject[];
  /** What is known besides. */
  readonly stubs: readonly ManifestObject[];
  readonly target: Target;
  /** The configuration of the mesh, as YAML. */
  readonly mesh: string;
  /** Whether its pods are those of a cluster, with all that was added to them. */
  readonly isRunning: boolean;
}

const CASES = join('conformance', 'cases');
const ANALYZERS = join('pkg', 'config', 'analysis', 'analyzers');

/** Every set: the test data of the analyzers of a checkout of Istio, the examples of all rules, and the cases of the mesh in a box. */
export function manifestSets(istio: string): ManifestSet[] {
  return [...testData(join(istio, ANALYZERS)), ...examples(), ...cases()];
}

/** As the analyzers' own test reads it: which files belong together stands in its table. */
function testData(folder: string): ManifestSet[] {
  const table = readFileSync(join(folder, 'analyzers_test.go'), 'utf8');
  const rows = [...table.matchAll(/inputFiles:\s*\[\]string\{([^}]*)\},(?:\s*meshConfigFile:\s*"([^"]+)")?/g)];
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const texts = rows.map(([, list, mesh]) => {
    const files = [...list.matchAll(/"([^"]+)"/g)].map(([, file]) => file);
    return { name: `test data ${[...files, mesh ?? ''].join(' ').trim()}`, text: files.map(read).join('\n---\n'), mesh: mesh === undefined ? '' : read(mesh) };
  });
  const known = new Map(texts.map((one) => [one.name, one]));
  return [...known.values()].map(({ name, text, mesh }) => manifestSet({ name, text, options: { dataPlane: 'sidecar' }, mesh, isRunning: true }));
}

function examples(): ManifestSet[] {
  return RULES.flatMap(({ code, bad, good, options = {} }) => [
    manifestSet({ name: `${code} bad`, text: bad, options }), manifestSet({ name: `${code} good`, text: good, options }),
  ]);
}

function cases(): ManifestSet[] {
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return files.filter((file) => /^manifests: \[[^/]*\.manifests\.yaml\]/m.test(readFileSync(join(CASES, file), 'utf8'))).map((file) => {
    const { manifests, assumed, target } = loadCase(join(CASES, file));
    return manifestSet({ name: file, text: manifests, assumed, options: target });
  });
}

interface Input {
  readonly name: string;
  readonly text: string;
  readonly assumed?: string;
  readonly options: RuleExampleOptions;
  readonly mesh?: string;
  readonly isRunning?: boolean;
}

function manifestSet({ name, text, assumed = '', options, mesh, isRunning = false }: Input): ManifestSet {
  const judged = readSources([new Source(name, text)]).objects.map((object) => located(object, false));
  const stubs = readSources([new Source(name, assumed)]).objects.map((object) => located(object, true));
  return { name, judged, stubs, target: targetOf(options) as Target, mesh: mesh ?? meshOf([...judged, ...stubs]), isRunning };
}

/** Test data leaves out what its analyzer does not read. */
const POD_SPEC = { containers: [{ name: 'main', image: 'main' }] };

function isPod({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'v1' && kind === 'Pod';
}

/** Where an object says no namespace, kubectl does. */
function located({ manifest, namespace, origin }: ManifestObject, isStub: boolean): ManifestObject {
  const whole: Manifest = namespace === '' ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };
  return new ManifestObject(isPod(whole) ? { ...whole, spec: whole.spec ?? POD_SPEC } : whole, origin, isStub);
}

function meshOf(objects: readonly ManifestObject[]): string {
  const operator = objects.find((object) => object.is(ISTIO_OPERATOR))?.spec as { readonly meshConfig?: object } | undefined;
  const settings = objects.find(({ kind, name, namespace }) => kind === 'ConfigMap' && name === 'istio' && namespace === 'istio-system');
  const { mesh } = (settings?.manifest.data ?? {}) as { readonly mesh?: string };
  return mesh ?? (operator?.meshConfig === undefined ? '' : JSON.stringify(operator.meshConfig));
}
