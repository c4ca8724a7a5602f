import type { Line } from './line';
import { formatPath, type Path } from '../../manifest/path';
import type { ConditionVerdict, RuleVerdict } from '../authorize/decide';
import type { AuthorizeStep } from '../authorize/step';

/** Where the part of a rule is named in a path: `spec.rules[0].from[1].source.namespaces`. */
const PART = 3;

/** What policies said: the rules that do not hold, each with why, and then the one that decides. */
export function policyLines({ verdict, why, origin, rules }: AuthorizeStep): readonly Line[] {
  const [held] = rules.filter(({ holds }) => holds === true);
  const matched = held === undefined ? [] : held.conditions.filter(({ holds }) => holds === true).map((each) => `${fieldOf(each, held)} ${each.got ?? 'none'}`);
  const because = verdict === 'denied' && held !== undefined ? `, by ${matched.length === 0 ? 'every request' : matched.join(', ')}` : '';
  const none = verdict === 'denied' && rules.length === 0 ? ', for there is none' : '';
  return [
    ...rules.filter(({ holds }) => holds === false).map(lostLine),
    { topic: 'policy', text: `${verdict}: ${why}${because}${none}`, tone: verdict === 'denied' ? 'bad' : undefined, origin },
  ];
}

function lostLine(verdict: RuleVerdict): Line {
  const { rule, conditions } = verdict;
  if (rule.isVoid) {
    const origin = { object: rule.policy, at: rule.policy.at('spec', 'rules', rule.index) };
    const fields = rule.leftOut.map((path) => formatPath(path.slice(PART))).join(', ');
    const why = fields === '' ? 'it wants what the proxy cannot read' : `the proxy cannot compare ${fields}`;
    return { topic: 'not', text: `the rule never holds here: ${why}`, tone: 'aside', origin };
  }
  const last = conditions[conditions.length - 1];
  // Of clauses of which one has to hold each has its own reason.
  const failed = conditions.filter(({ holds, path }) => holds === false && path[PART] === last.path[PART]);
  const text = failed.map((each) => difference(each, verdict)).join('; ');
  const path = failed.length === 1 ? failed[0].path : last.path.slice(0, PART + 1);
  return { topic: 'not', text, tone: 'aside', origin: { object: rule.policy, at: rule.policy.at(...path) } };
}

function difference(condition: ConditionVerdict, verdict: RuleVerdict): string {
  return `${fieldOf(condition, verdict)}: wants ${condition.wanted.join(' or ')}, got ${condition.got ?? 'none'}`;
}

/** `namespaces`, `not methods`, or the key of a condition in `when`. */
function fieldOf({ path }: Pick<ConditionVerdict, 'path'>, { rule }: RuleVerdict): string {
  const field = String(path[path.length - 1]);
  if (path[PART] !== 'when') {
    return field.replace(/^not([A-Z].*)$/, (_, name: string) => `not ${name[0].toLowerCase()}${name.slice(1)}`);
  }
  const key = keyOf(rule.policy.spec.rules?.[rule.index]?.when, path);
  return field === 'notValues' ? `not ${key}` : key;
}

function keyOf(when: readonly { readonly key: string }[] | undefined, path: Path): string {
  return when?.[Number(path[PART + 1])]?.key ?? 'when';
}
