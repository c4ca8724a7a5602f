import { edge, type GraphEdge } from './graph';
import { type Condition, conditionsOf, conditionText, pathText, shareText } from './way-text';
import type { Way } from './ways';
import { groupBy } from '../manifest/group-by';

/** What is said of ways from a node: what they have in common beside the node, the rest beside the arrows. */
export interface Traffic {
  /** A line each. */
  readonly details: readonly string[];
  readonly edges: readonly GraphEdge[];
}

/** Ways of one arrow that differ in nothing but where they are taken. */
interface Rule {
  readonly share: string;
  readonly conditions: readonly Condition[];
  /** `example.com/v1/*`, or without the host where all have the same. */
  readonly places: readonly string[];
}

/** @param ways those from one node */
export function trafficOf(ways: readonly Way[]): Traffic {
  const hosts = [...new Set(ways.map(({ host }) => host))].sort();
  const placeOf = ({ host, route, isRead }: Way) => {
    const own = hosts.length > 1 ? host : '';
    return isRead ? `${own}${pathText(route.match.path)}` : own || EVERYWHERE;
  };
  const arrows = [...groupBy(ways, ({ kind, to }) => `${kind} ${to}`).values()].map((same) => ({ way: same[0], rules: rulesOf(same, placeOf) }));
  const places = new Set(arrows.flatMap(({ rules }) => rules.map((rule) => rule.places.join(', '))));
  const isCommon = places.size === 1;
  return {
    details: isCommon ? [...places].filter((place) => place !== EVERYWHERE) : [],
    edges: arrows.map(({ way: { kind, from, to }, rules }) => (
      edge(kind, from, to, mergedRules(rules).map((rule) => ruleLine(isCommon ? { ...rule, places: [] } : rule)).filter((line) => line !== '')))),
  };
}

/** What needs no words. */
const EVERYWHERE = '/*';

function rulesOf(ways: readonly Way[], placeOf: (way: Way) => string): readonly Rule[] {
  const plain = ways.map((way) => ({ share: shareText(way.share), conditions: conditionsOf(way.route.match), place: placeOf(way) }));
  return [...groupBy(plain, ({ share, conditions }) => `${share} ${conditions.map(conditionText).join()}`).values()]
    .map((same) => ({ ...same[0], places: [...new Set(same.map(({ place }) => place))].sort() }));
}

/** Rules that differ in one value are one with the values of all: `x-model: a | b`. */
function mergedRules(rules: readonly Rule[]): readonly Rule[] {
  const most = Math.max(...rules.map(({ conditions }) => conditions.length));
  return Array.from({ length: most }, (_, i) => i).reduce((merged, i) => mergedAt(merged, i), rules);
}

function mergedAt(rules: readonly Rule[], i: number): readonly Rule[] {
  const allBut = ({ share, places, conditions }: Rule) => (
    JSON.stringify([share, places, conditions.map((each, j) => (j === i ? each.name : conditionText(each)))]));
  return [...groupBy(rules, allBut).values()].map((same) => {
    const values = [...new Set(same.flatMap(({ conditions }) => conditions[i]?.value ?? []))].join(' | ');
    return { ...same[0], conditions: same[0].conditions.map((each, j) => (j === i ? { ...each, value: values } : each)) };
  });
}

/** `10 % of /v1/* if x-tenant: beta` */
function ruleLine({ share, conditions, places }: Rule): string {
  const [where, wanted] = [places.join(', '), conditions.map(conditionText).join(', ')];
  const what = share === '' || where === '' ? `${share}${where}` : `${share} of ${where}`;
  return what === '' || wanted === '' ? `${what}${wanted}` : `${what} if ${wanted}`;
}
