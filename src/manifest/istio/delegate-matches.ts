import type { VirtualServiceAllowOrigin as Comparison, VirtualServiceMatch } from '../../../imports/networking.istio.io';

type Conflict = (root: VirtualServiceMatch, leaf: VirtualServiceMatch) => boolean;

/** Why two matches do not go together (`hasConflict`). */
const CONFLICTS: readonly Conflict[] = [
  ...(['uri', 'scheme', 'method', 'authority'] as const).map((field): Conflict => (root, leaf) => disagree(root[field], leaf[field])),
  ...(['headers', 'withoutHeaders', 'queryParams'] as const).map((field): Conflict => (root, leaf) => (
    Object.entries(leaf[field] ?? {}).some(([name, match]) => disagree(root[field]?.[name], match)))),
  (root, leaf) => (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false),
  (root, leaf) => !!root.port && !!leaf.port && root.port !== leaf.port,
  (root, leaf) => !!root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace,
  (root, leaf) => Object.entries(leaf.sourceLabels ?? {}).some(([name, value]) => (root.sourceLabels?.[name] ?? value) !== value),
  ({ gateways: root = [] }, { gateways: leaf = [] }) => root.length > 0 && leaf.length > 0
    && (root.length < leaf.length || leaf.some((gateway) => !root.includes(gateway))),
];

/** Whether the match of a delegate and that of its root do not go together, so that no rule comes of the two. */
export function conflicts(root: VirtualServiceMatch, leaf: VirtualServiceMatch): boolean {
  return CONFLICTS.some((conflict) => conflict(root, leaf));
}

/** `stringMatchConflict`: expressions go with nothing, a prefix goes with what is longer. */
function disagree(root: Comparison | undefined, leaf: Comparison | undefined): boolean {
  if (root === undefined || leaf === undefined) {
    return false;
  }
  if (root.regex || leaf.regex) {
    return true;
  }
  if (root.exact) {
    return leaf.exact !== root.exact;
  }
  return !(leaf.prefix || leaf.exact || '').startsWith(root.prefix ?? '');
}
