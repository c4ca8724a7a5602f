import { writeFileSync } from 'fs';
import type { DataPlane } from '../../core/versions/data-plane';
import { IstioVersion } from '../../core/versions/istio-version';
import type { Graph } from '../../graph/graph';
import { graphOf } from '../../graph/graph-of';
import { mermaid } from '../../graph/mermaid';
import { fileProblem } from '../../manifest/file-problem';
import { counted } from '../counted';
import { EXIT } from '../exit-code';
import { foresee } from '../foresee';
import { asFile, type PictureFormat, pictureFormat } from '../picture-formats';
import { readObjects } from '../read-objects';
import type { Terminal } from '../terminal';

/** The options of the command, as commander names them. */
export interface GraphFlags {
  /** Unset: what the name of the output says. */
  readonly format?: PictureFormat;
  readonly output?: string;
  readonly istioVersion?: string;
  readonly dataPlane: DataPlane;
  readonly assume: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
}

const RENDERERS: Readonly<Record<PictureFormat, (graph: Graph) => string>> = {
  mermaid,
  // The layout is loaded by whoever wants one.
  svg: (mesh) => (require('../../graph/svg') as typeof import('../../graph/svg')).svg(mesh),
};

/** Draws the mesh of the manifests. */
export function graph(files: readonly string[], flags: GraphFlags, terminal: Terminal): number {
  const { output, dataPlane, rootNamespace, clusterDomain } = flags;
  const wanted = readWanted(flags, terminal);
  if (wanted === undefined) {
    return EXIT.unreadable;
  }
  const { format, istio } = wanted;
  const read = readObjects(files, flags.assume, terminal);
  if (read === undefined) {
    return EXIT.unreadable;
  }
  const { objects, isWhole } = read;
  const mesh = foresee(terminal, objects, () => graphOf(objects, { rootNamespace, clusterDomain, dataPlane, istio }));
  if (mesh === undefined) {
    return EXIT.unreadable;
  }
  if (mesh.nodes.length === 0) {
    if (isWhole) {
      terminal.err(`nothing to draw: no Gateway, Service, service account or pods among ${counted(objects.length, 'object')}; give the folder that cdk8s synth wrote\n`);
    }
    return EXIT.unreadable;
  }
  const text = RENDERERS[format](mesh);
  if (output === undefined) {
    terminal.out(text);
  } else if (!write(output, asFile(text, output), terminal)) {
    return EXIT.unreadable;
  }
  return isWhole ? EXIT.clean : EXIT.unreadable;
}

interface Wanted {
  readonly format: PictureFormat;
  readonly istio: IstioVersion;
}

function readWanted({ format, output, istioVersion }: GraphFlags, terminal: Terminal): Wanted | undefined {
  try {
    return { format: pictureFormat(format, output), istio: istioVersion === undefined ? IstioVersion.DEFAULT : IstioVersion.of(istioVersion) };
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
    terminal.err(`cannot write ${file}: ${fileProblem(error)}\n`);
    return false;
  }
}
