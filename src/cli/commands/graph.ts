import { writeFileSync } from 'fs';
import { DataPlane } from '../../core/versions/data-plane';
import { IstioVersion } from '../../core/versions/istio-version';
import type { Graph } from '../../graph/graph';
import { graphOf, type GraphOptions } from '../../graph/graph-of';
import { mermaid } from '../../graph/mermaid';
import { readFiles } from '../../manifest/files';
import type { ManifestObject } from '../../manifest/manifest-object';
import { readSources } from '../../manifest/read';
import { DEFAULT_SETTINGS } from '../../simulate/settings';
import { EXIT } from '../exit-code';
import type { Terminal } from '../terminal';

/** The options of the command, as commander names them. */
export interface GraphFlags {
  /** Unset: what the name of the output says. */
  readonly format?: 'mermaid' | 'svg';
  readonly output?: string;
  readonly istioVersion?: string;
  readonly dataPlane: 'ambient' | 'sidecar';
  readonly assume: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
}

const PLANES = { ambient: DataPlane.AMBIENT, sidecar: DataPlane.SIDECAR };

const RENDERERS: Readonly<Record<NonNullable<GraphFlags['format']>, (graph: Graph) => string>> = {
  mermaid,
  // The layout is loaded by whoever wants one.
  svg: (mesh) => (require('../../graph/svg') as typeof import('../../graph/svg')).svg(mesh),
};

/** Draws the mesh of the manifests. */
export function graph(files: readonly string[], flags: GraphFlags, terminal: Terminal): number {
  const { output, istioVersion, dataPlane, rootNamespace, clusterDomain } = flags;
  const format = flags.format ?? (output?.toLowerCase().endsWith('.svg') ? 'svg' : 'mermaid');
  const istio = versionOf(istioVersion, terminal);
  if (istio === undefined) {
    return EXIT.unreadable;
  }
  const judged = readFiles(files);
  const assumed = readFiles(flags.assume);
  const unreadable = [...judged.unreadable, ...assumed.unreadable];
  unreadable.forEach(({ file, problem }) => terminal.err(`cannot read ${file}: ${problem}\n`));
  const read = [readSources(judged.sources), readSources(assumed.sources, { asStubs: true })];
  const broken = read.flatMap((each) => each.broken);
  const isPartial = unreadable.length + broken.length > 0;
  broken.forEach(({ document: { source }, problem, position }) => terminal.err(`cannot read ${source.name}:${position.line}: ${problem}\n`));
  const objects = read.flatMap((each) => each.objects);
  const settings = { ...DEFAULT_SETTINGS, istio };
  const mesh = drawn(objects, { rootNamespace, clusterDomain, dataPlane: PLANES[dataPlane], settings }, terminal);
  if (mesh === undefined) {
    return EXIT.unreadable;
  }
  if (mesh.nodes.length === 0) {
    if (!isPartial) {
      terminal.err(`nothing to draw: no Gateway, Service, service account or pods among ${objects.length} objects; give the folder that cdk8s synth wrote\n`);
    }
    return EXIT.unreadable;
  }
  const text = RENDERERS[format](mesh);
  if (output === undefined) {
    terminal.out(text);
  } else if (!write(output, text, terminal)) {
    return EXIT.unreadable;
  }
  return isPartial ? EXIT.unreadable : EXIT.clean;
}

/** Objects are taken for what the API server admits: of one that lacks a field it needs nothing can be foreseen. */
function drawn(objects: readonly ManifestObject[], options: GraphOptions, terminal: Terminal): Graph | undefined {
  try {
    return graphOf(objects, options);
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
    terminal.err(`cannot draw objects that the API server would refuse (${error.message}); npx cdk8s-ml-mesh check says which, and why\n`);
    return undefined;
  }
}

function versionOf(version: string | undefined, terminal: Terminal): IstioVersion | undefined {
  try {
    return version === undefined ? IstioVersion.DEFAULT : IstioVersion.of(version);
  } catch (error) {
    terminal.err(`${(error as Error).message}\n`);
    return undefined;
  }
}

function write(file: string, text: string, terminal: Terminal): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch (error) {
    terminal.err(`cannot write ${file}: ${(error as NodeJS.ErrnoException).code}\n`);
    return false;
  }
}
