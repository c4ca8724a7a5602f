import { readdirSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';
import type { RuleExampleOptions } from '../../src/check/rule';
import { SERVICE } from '../../src/manifest/kinds';
import { ManifestIndex } from '../../src/manifest/manifest-index';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { load } from '../../src/vendor/js-yaml';

/** What a case of the mesh in a box gives to a check. */
export interface BoxCase {
  readonly manifests: string;
  readonly assumed: string;
  readonly target: RuleExampleOptions;
  readonly isClosed: boolean;
}

const PROFILES = join(__dirname, '../../conformance/profiles');

interface CaseFile {
  readonly manifests: readonly string[];
  readonly assume?: readonly string[];
  readonly closed?: boolean;
  readonly when?: { readonly profile?: string; readonly dataPlane?: readonly ('ambient' | 'sidecar')[] };
}

/** A case in the first of its data planes. */
export function loadCase(file: string): BoxCase {
  const { manifests, assume = [], closed = false, when = {} } = load(readFileSync(file, 'utf8')) as CaseFile;
  const dataPlane = when.dataPlane?.[0] ?? 'ambient';
  const textOf = (paths: readonly string[]) => paths.flatMap((path) => texts(join(dirname(file), path))).join('\n---\n').replaceAll('{dataPlane}', dataPlane);
  const [judged, known] = [textOf(manifests), textOf(assume)];
  return {
    manifests: judged,
    assumed: [known, settingsOf(when.profile), ...(closed ? [] : podsOfTheBox(`${judged}\n---\n${known}`))].join('\n---\n'),
    target: { dataPlane, channel: when.profile === 'experimental' ? 'experimental' : 'standard' },
    isClosed: closed,
  };
}

function texts(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => texts(join(path, name))) : [readFileSync(path, 'utf8')];
}

/** How the mesh of a profile is installed. */
function settingsOf(profile = 'default'): string {
  const { operator } = load(readFileSync(join(PROFILES, `${profile}.yaml`), 'utf8')) as { readonly operator: object };
  return JSON.stringify({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: profile, namespace: 'istio-system' }, spec: { meshConfig: {}, ...operator } });
}

/** The box gives a pod to every Service whose selector finds none. */
function podsOfTheBox(text: string): string[] {
  const index = new ManifestIndex(readSources([new Source('case.yaml', text)]).objects);
  return index.all(SERVICE).filter((service) => service.spec.selector !== undefined && index.podsOfService(service).length === 0)
    .map(({ name, namespace, spec: { selector } }) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: selector }, spec: { containers: [] } }));
}
