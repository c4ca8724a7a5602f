import { emptyProblem } from './values';

const ONE = '{*}';
const REST = '{**}';
const LITERAL = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

/** What is wrong with a path of an operation, which may have templates: `/v1/models/{*}/infer`. */
export function pathProblem(path: string): string | undefined {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const rest = segments.indexOf(REST);
  const literals = segments.filter((segment) => segment !== ONE && segment !== REST);
  const hasTemplate = path.includes(ONE) || path.includes(REST);
  if (rest >= 0 && segments.slice(rest + 1).some((segment) => segment === ONE || segment === REST)) {
    return `${path} has a template after ${REST}`;
  }
  if (literals.some((segment) => /[{}]/.test(segment))) {
    return `${path} has braces that are neither ${ONE} nor ${REST}`;
  }
  const isLiteral = !hasTemplate || literals.every((segment) => LITERAL.test(segment));
  return emptyProblem(path) ?? (isLiteral ? undefined : `${path} has templates, and besides them characters that a path has not`);
}
