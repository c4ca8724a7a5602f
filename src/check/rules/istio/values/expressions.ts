import { re2 } from '../../../schema/re2';

const MAX_LENGTH = 1024;

/** Compiled again and again otherwise: the same few expressions stand in many objects. */
const problems = new Map<string, string | undefined>();

/** What keeps Go from compiling an expression, or undefined. */
export function syntaxProblem(expression: string): string | undefined {
  if (!problems.has(expression)) {
    problems.set(expression, compile(expression));
  }
  return problems.get(expression);
}

/** What is wrong with a regular expression of a route, or undefined. */
export function expressionProblem(expression: string): string | undefined {
  if (expression === '') {
    return 'the regular expression is empty';
  }
  return Buffer.byteLength(expression) > MAX_LENGTH ? `the regular expression is longer than ${MAX_LENGTH} bytes` : syntaxProblem(expression);
}

function compile(expression: string): string | undefined {
  try {
    re2(expression);
    return undefined;
  } catch (error) {
    return `RE2 does not understand ${expression}: ${(error as Error).message}`;
  }
}
