import { sanitize } from './sanitize';
import type { Terminal } from './terminal';
import { RegexError } from '../core/regex';
import type { ManifestObject } from '../manifest/manifest-object';
import { RequestError } from '../simulate/request-error';

/** What is asked of objects, or nothing where that cannot be said: why is told. */
export function foresee<T>(terminal: Terminal, objects: readonly ManifestObject[], ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    terminal.err(`${problemOf(error, objects).split('\n').map(sanitize).join('\n')}\n`);
    return undefined;
  }
}

/** Objects are taken for admitted ones: of one that lacks a field it needs, nothing can be foreseen. */
function problemOf(error: unknown, objects: readonly ManifestObject[]): string {
  if (error instanceof RequestError || error instanceof RegexError) {
    return error.message;
  }
  if (!(error instanceof Error)) {
    throw error;
  }
  if (error instanceof TypeError && areMalformed(objects)) {
    return `the API server would refuse some of these objects (${error.message}); npx cdk8s-ml-mesh check says which, and why`;
  }
  return `a defect of this tool, not of the manifests: please report it, with the manifests, the command and these lines, where the package is from\n${error.stack ?? error.message}`;
}

/** Schemas are loaded where something went wrong only. */
function areMalformed(objects: readonly ManifestObject[]): boolean {
  const { schemaFindings } = require('../check/engine/schema-findings') as typeof import('../check/engine/schema-findings');
  const { DEFAULT_TARGET } = require('../check/options') as typeof import('../check/options');
  return schemaFindings(objects, DEFAULT_TARGET).malformed.size > 0;
}
