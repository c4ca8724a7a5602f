import { type Finding, isBrokenPlace } from '../check/finding';
import { groupBy } from '../manifest/group-by';
import { formatPath } from '../manifest/path';

/** Findings for people, grouped by rule; each rule says once what to do. */
export function summarize(findings: readonly Finding[], stale: readonly string[]): string {
  const groups = [...groupBy(findings, ({ rule, fix }) => `${rule.code} ${fix}`).values()];
  return [...groups.flatMap(group), ...stale].join('\n');
}

function group(findings: readonly Finding[]): string[] {
  const [{ rule, severity, fix }] = findings;
  return [
    `${severity} ${rule.code} ${rule.name}: ${rule.title}`,
    ...findings.map(({ object, at, message }) => `    ${object?.id} ${isBrokenPlace(at) ? '' : `${formatPath(at.path)} (${place(at.origin)})`}: ${message}`),
    `    fix: ${fix}; more: npx cdk8s-ml-mesh explain ${rule.code}`,
  ];
}

function place(origin: Exclude<Finding['at'], { readonly position: unknown }>['origin']): string {
  return 'construct' in origin ? origin.construct : origin.document.source.name;
}
