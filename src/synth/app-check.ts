import type { IConstruct } from 'constructs';
import { meshesOf } from './app-objects';
import { appReport } from './app-report';
import { summarize } from './summary';
import { refuseFailures } from '../check/failures';
import { duplicateObject } from '../check/rules/documents/reading';

/** What was printed by this process. */
const printed = new Set<string>();

/** The errors of the app of a mesh, a line each; warnings are printed. Of several meshes the first one speaks for the app. */
export function appErrors(mesh: IConstruct): string[] {
  const { root } = mesh.node;
  if (meshesOf(root)[0] !== mesh) {
    return [];
  }
  const { findings, failures, stale = [] } = appReport(root);
  refuseFailures(failures);
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  print(summarize(open.filter(({ severity }) => severity === 'warning'), stale));
  // The mesh itself tells of equal objects, and names both constructs.
  return open.filter(({ severity, rule }) => severity === 'error' && rule !== duplicateObject).map((finding) => summarize([finding], []));
}

function print(text: string): void {
  if (text !== '' && !printed.has(text)) {
    printed.add(text);
    process.stderr.write(`${text}\n`);
  }
}
