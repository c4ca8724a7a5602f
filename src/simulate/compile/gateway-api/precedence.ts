import type { Rule, RulePath } from '../rule';

const PATH_RANK: Readonly<Record<RulePath['kind'], number>> = { exact: 3, prefix: 2, regex: 1 };

/**
 * By what a rule goes before another: the first key in which they differ decides, the greater one goes first; equal rules keep their order
 * (pilot/pkg/config/kube/gateway/conversion.go `sortHTTPRoutes`: not the order that Gateway API proposes, which leaves regular expressions open).
 */
const KEYS: readonly ((rule: Rule) => number)[] = [
  ({ matches }) => (matches.length === 0 ? 0 : 1),
  ({ matches: [match] }) => (match?.path === undefined ? -1 : PATH_RANK[match.path.kind]),
  ({ matches: [match] }) => Buffer.byteLength(match?.path?.value ?? ''),
  ({ matches: [match] }) => (match?.method === undefined ? 0 : 1),
  ({ matches: [match] }) => match?.headers.length ?? 0,
  ({ matches: [match] }) => match?.query.length ?? 0,
];

/** Rules, each with one match at most, in the order in which they are asked. */
export function inPrecedence(rules: readonly Rule[]): readonly Rule[] {
  return [...rules].sort((a, b) => {
    const key = KEYS.find((each) => each(a) !== each(b));
    return key === undefined ? 0 : key(b) - key(a);
  });
}
