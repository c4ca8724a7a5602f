import { unacknowledgeable } from '../../check/engine/acknowledgements';
import type { Rule } from '../../check/rule';
import { GROUPS, groupOfCode } from '../../check/rule';
import { findRule, RULES } from '../../check/rules';
import { nearest } from '../../check/suggestion';
import { createColors } from '../../vendor/picocolors';
import { EXIT } from '../exit-code';
import { sanitize } from '../sanitize';
import type { Terminal } from '../terminal';

/** Prints the page of a rule, or one line for each of several: of those that istioctl or Kiali know by one code, or of all. */
export function explain(wanted: string | undefined, terminal: Terminal): number {
  if (wanted === undefined) {
    terminal.out(catalogue(terminal));
    return EXIT.clean;
  }
  const rule = findRule(wanted);
  if (rule === undefined) {
    const same = RULES.filter(({ sameAs = [] }) => sameAs.includes(wanted.toUpperCase()));
    if (same.length > 0) {
      terminal.out(same.length === 1 ? page(same[0], terminal) : list(same));
      return EXIT.clean;
    }
    const meant = nearest(wanted, RULES.flatMap(({ code, name }) => [code, name]));
    terminal.err(`there is no finding '${sanitize(wanted)}'${meant === undefined ? '; npx cdk8s-ml-mesh explain lists all of them' : `: did you mean ${meant}?`}\n`);
    return EXIT.unreadable;
  }
  terminal.out(page(rule, terminal));
  return EXIT.clean;
}

function catalogue({ isColoured }: Terminal): string {
  const { bold } = createColors(isColoured);
  const groups = Object.entries(GROUPS).map(([group, title]) => ({ title, rules: RULES.filter(({ code }) => groupOfCode(code) === group) }));
  return groups.filter(({ rules }) => rules.length > 0)
    .map(({ title, rules }) => `${bold(title)}\n${list(rules)}`)
    .join('\n');
}

function list(rules: readonly Rule[]): string {
  return rules.map(({ code, severity, title: what }) => `  ${code} ${severity.padEnd(7)} ${what}\n`).join('');
}

function page(rule: Rule, { isColoured }: Terminal): string {
  const { bold, dim, red, green } = createColors(isColoured);
  const { code, name, severity, title, why, fix, sameAs = [], evidence, cases = [], bad, good } = rule;
  const obstacle = unacknowledgeable(rule);
  return [
    bold(`${code} ${name}`) + dim(`   ${severity}${sameAs.length > 0 ? `, as ${sameAs.join(', ')}` : ''}`),
    '',
    `${title}.`,
    '',
    why,
    '',
    `${bold('fix')}: ${fix}`,
    '',
    red('wrong:'),
    indented(bad),
    green('right:'),
    indented(good),
    `${bold(cases.length > 0 ? 'observed' : 'known from')}: ${evidence}`,
    ...(cases.length > 0 ? [`${bold('shown by')}: ${cases.map((path) => `conformance/cases/${path}.yaml`).join(', ')}`] : []),
    `${bold('acknowledge')}: ${obstacle === undefined ? `cdk8s-ml-mesh/ignore.${code}: "why it is well"` : `no, ${obstacle}`}`,
    '',
  ].join('\n');
}

function indented(example: string): string {
  return example.replace(/^(?=.)/gm, '  ');
}
