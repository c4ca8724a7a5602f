import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { groupBy } from '../group-by';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Labels } from '../shapes';
import { exportsOf } from './exports';

export type DestinationRule = ManifestObject<DestinationRuleSpec>;
export type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;
type Subset = NonNullable<DestinationRuleSpec['subsets']>[number];

/** What DestinationRules of one host come to. */
export interface MergedRule {
  /** The rules that are part of it. */
  readonly from: readonly DestinationRule[];
  /** That of the first which has any. */
  readonly trafficPolicy?: TrafficPolicy;
  /** The rule that says it. */
  readonly policyOf?: DestinationRule;
  /** Of equal names the first. */
  readonly subsets: readonly Subset[];
}

/** A rule on its way through the rules of its host. */
interface Merging extends MergedRule {
  readonly exports: ReadonlySet<string>;
  /** The pods of the client that it is for; undefined: all of them. */
  readonly selector?: Labels;
  /** Whether what others say goes before what it says: istiod has made it. */
  readonly isFilledIn: boolean;
}

/** A rule, and whether it only fills in what others leave open, as one that istiod makes of BackendTLSPolicies. */
export interface RuleOfHost {
  readonly rule: DestinationRule;
  readonly isFilledIn?: boolean;
}

/** Whom rules are exported to, and whom they are for; those for certain pods are only their own namespace's. */
export function exportsOfRule(rule: DestinationRule): readonly string[] {
  return isForSome(rule) ? ['.'] : exportsOf(rule);
}

export function isForSome({ spec }: DestinationRule): boolean {
  return spec.workloadSelector !== undefined;
}

export function selects({ spec }: DestinationRule, labels: Labels = {}): boolean {
  return hasLabels(labels, spec.workloadSelector?.matchLabels ?? {});
}

/**
 * The rule that counts, of all of one host and namespace in istiod's order: each becomes part of those that are exported to the same, and may
 * stand for itself besides. One for the client's pods goes before those for all, of which the last counts (pilot/pkg/model/destination_rule.go
 * `mergeDestinationRule`, pilot/pkg/model/sidecar.go `DestinationRule`).
 */
export function mergedRule(
  rules: readonly RuleOfHost[],
  isSeen: (exports: ReadonlySet<string>) => boolean,
  labels: Labels = {},
): MergedRule | undefined {
  const all = rules.reduce<readonly Merging[]>(withRule, []).filter(({ exports }) => isSeen(exports));
  const own = all.find(({ selector }) => selector !== undefined && hasLabels(labels, selector));
  return own ?? all.filter(({ selector }) => selector === undefined).at(-1);
}

function withRule(known: readonly Merging[], next: RuleOfHost): readonly Merging[] {
  const own = begun(next);
  const places = known.map((each) => placeOf(each, own));
  const joined = known.map((each, i) => (places[i].joins ? join(each, own) : each));
  // What the last of them says counts, whatever the others have made of it.
  return places.at(-1)?.standsAlone === false ? joined : [...joined, own];
}

function begun({ rule, isFilledIn = false }: RuleOfHost): Merging {
  const { trafficPolicy, subsets = [], workloadSelector } = rule.spec;
  return {
    from: [rule],
    trafficPolicy,
    policyOf: trafficPolicy && rule,
    subsets: distinct(subsets),
    exports: new Set(exportsOfRule(rule)),
    selector: workloadSelector && (workloadSelector.matchLabels ?? {}),
    isFilledIn,
  };
}

/** Whether a rule becomes part of a known one, and whether it stands for itself, too. */
function placeOf(known: Merging, own: Merging): { readonly joins: boolean; readonly standsAlone: boolean } {
  const isSame = areEqual(known.exports, own.exports);
  const isWider = known.exports.size > 0 && [...known.exports].every((each) => own.exports.has(each));
  const isOfOthers = known.selector !== undefined && own.selector !== undefined && !areSame(known.selector, own.selector);
  const isOfSame = known.selector === undefined ? own.selector === undefined : own.selector !== undefined && !isOfOthers;
  const joins = (isSame || isWider) && !isOfOthers;
  return { joins, standsAlone: !joins || !(isSame || isOfSame) };
}

function join(known: Merging, own: Merging): Merging {
  const policy = known.isFilledIn && own.trafficPolicy !== undefined
    ? { trafficPolicy: filled(own.trafficPolicy, known.trafficPolicy ?? {}), policyOf: own.policyOf }
    : { trafficPolicy: known.trafficPolicy ?? own.trafficPolicy, policyOf: known.policyOf ?? own.policyOf };
  return { ...known, ...policy, from: [...known.from, ...own.from], subsets: distinct([...known.subsets, ...own.subsets]) };
}

/** Of what istiod makes, written fields go first, of each port too (`mergeBackendPolicyTrafficPolicy`). */
function filled(written: TrafficPolicy, made: TrafficPolicy): TrafficPolicy {
  const ports = [...written.portLevelSettings ?? [], ...made.portLevelSettings ?? []];
  const portLevelSettings = [...groupBy(ports, ({ port }) => port?.number)].map(([, [first, second]]) => ({ ...second, ...first }));
  return { ...made, ...written, portLevelSettings };
}

function distinct(subsets: readonly Subset[]): readonly Subset[] {
  return [...groupBy(subsets, ({ name }) => name).values()].map(([first]) => first);
}

function areSame(a: Labels, b: Labels): boolean {
  return hasLabels(a, b) && hasLabels(b, a);
}

function areEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
