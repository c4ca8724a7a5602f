/** What keeps a text from being an expression of CEL, or undefined. The library is loaded for it. */
export function celSyntaxProblem(expression: string): string | undefined {
  const { parse } = require('../../../vendor/cel') as typeof import('../../../vendor/cel');
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}
