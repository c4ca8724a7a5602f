import { sanitize } from './sanitize';
import type { Terminal } from './terminal';
import { RegexError } from '../core/regex';
import { RequestError } from '../simulate/request-error';

/** What is asked of objects, or nothing where that cannot be said: why is told. */
export function foresee<T>(terminal: Terminal, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    terminal.err(`${sanitize(problemOf(error))}\n`);
    return undefined;
  }
}

/** Objects are taken for admitted ones: of one that lacks a field it needs, nothing can be foreseen. */
function problemOf(error: unknown): string {
  if (error instanceof RequestError || error instanceof RegexError) {
    return error.message;
  }
  if (error instanceof TypeError) {
    return `the API server would refuse some of these objects (${error.message}); npx cdk8s-ml-mesh check says which, and why`;
  }
  throw error;
}
