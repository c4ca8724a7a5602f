import { address, type Formatter, placeOf, placeOfLocation, type Style } from './formatter';
import { frame, type Mark } from './frame';
import { unacknowledgeable } from '../../check/engine/acknowledgements';
import type { Finding, Report } from '../../check/finding';
import type { Severity } from '../../check/rule';
import { createColors } from '../../vendor/picocolors';
import { counted } from '../counted';
import { sanitize } from '../sanitize';

type Colors = ReturnType<typeof createColors>;

const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** For people: the lines in question with marks under them, and what to do. */
export const text: Formatter = (report, style) => {
  const colors = createColors(style.isColoured);
  const shown = report.findings.filter((finding) => isShown(finding, style));
  return [...shown.map((finding) => `${block(finding, colors)}\n`), summary(report, style, colors)].join('\n');
};

function isShown({ severity, acknowledged }: Finding, { isVerbose }: Style): boolean {
  return acknowledged === undefined && (isVerbose || severity !== 'info');
}

function block(finding: Finding, colors: Colors): string {
  const { rule, severity, message, fix } = finding;
  const paint = severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.blue;
  const isAcknowledgeable = severity !== 'info' && unacknowledgeable(rule) === undefined;
  return [
    `${colors.bold(paint(severity))} ${colors.bold(rule.code)} ${rule.name}: ${colors.bold(sanitize(message))}`,
    ...placeLines(finding, colors),
    `  ${colors.green('fix')}: ${sanitize(fix)}`,
    `  ${colors.dim(`more: cdk8s-ml-mesh explain ${rule.code}`)}`,
    ...(isAcknowledgeable ? [`  ${colors.dim(`acknowledge: cdk8s-ml-mesh/ignore.${rule.code}: "why"`)}`] : []),
  ].join('\n');
}

function placeLines({ at, object, related, severity }: Finding, colors: Colors): string[] {
  const { source, span, construct, field } = placeOf(at);
  const where = source === undefined ? `${construct} ${field}` : address(source.name, span?.start);
  const others = related.map(({ at: other, label }) => ({ ...placeOfLocation(other), label }));
  const near = others.filter((other) => other.source !== undefined && other.source === source);
  const far = others.filter((other) => !near.includes(other));
  const marks: Mark[] = [
    ...(span === undefined ? [] : [{ span, label: '', isPrimary: true }]),
    ...near.flatMap((other) => (other.span === undefined ? [] : [{ span: other.span, label: other.label, isPrimary: false }])),
  ];
  const paint = { gutter: colors.blue, primary: severity === 'error' ? colors.red : colors.yellow, secondary: colors.blue };
  return [
    `  ${colors.blue('-->')} ${sanitize(where)}${object === undefined ? '' : `   ${sanitize(object.id)}`}`,
    ...(source === undefined ? [] : frame(source, marks, paint)),
    ...far.map((other) => `  ${colors.blue('-->')} ${sanitize(other.source ? address(other.source.name, other.span?.start) : `${other.construct} ${other.field}`)}: ${sanitize(other.label)}`),
  ];
}

/** What was found and what was not looked at, in one line each. */
function summary({ findings, objects, notJudged }: Report, { isVerbose }: Style, colors: Colors): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const counts = (['error', 'warning', 'info'] as const)
    .map((severity) => ({ severity, number: open.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0).map(({ severity, number }) => counted(number, NOUNS[severity]));
  const acknowledged = findings.length - open.length;
  const found = counts.length === 0 ? colors.green('nothing found') : colors.bold(counts.join(', '));
  const openWorld = open.filter(({ isOpenWorld }) => isOpenWorld === true).length;
  return [
    `${found} in ${counted(objects, 'object')}${acknowledged > 0 ? `, ${acknowledged} acknowledged` : ''}`,
    ...(openWorld > 0 && !isVerbose ? [colors.dim(`${openWorld} of them ${openWorld === 1 ? 'refers' : 'refer'} to what is not in the input: list them with --verbose, supply it with --assume, judge it with --complete`)] : []),
    ...(notJudged.length > 0 ? [colors.dim(`no schema for ${kindsOf(notJudged)}: metadata only`)] : []),
    '',
  ].join('\n');
}

function kindsOf(ids: readonly string[]): string {
  return [...new Set(ids.map((id) => sanitize(id.split(' ', 1)[0])))].sort().join(', ');
}
