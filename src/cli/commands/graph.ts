import { writeFileSync } from 'fs';
import { DataPlane } from '../../core/versions/data-plane';
import { IstioVersion } from '../../core/versions/istio-version';
import type { Graph } from '../../graph/graph';
import { graphOf } from '../../graph/graph-of';
import { mermaid } from '../../graph/mermaid';
import { DEFAULT_SETTINGS } from '../../simulate/settings';
import { EXIT } from '../exit-code';
import { foresee } from '../foresee';
import { readObjects } from '../read-objects';
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
  const { objects, isWhole } = readObjects(files, flags.assume, terminal);
  const settings = { ...DEFAULT_SETTINGS, istio };
  const mesh = foresee(terminal, () => graphOf(objects, { rootNamespace, clusterDomain, dataPlane: PLANES[dataPlane], settings }));
  if (mesh === undefined) {
    return EXIT.unreadable;
  }
  if (mesh.nodes.length === 0) {
    if (isWhole) {
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
  return isWhole ? EXIT.clean : EXIT.unreadable;
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
