import { address, type Formatter, placeOf } from './formatter';
import type { Finding } from '../../check/finding';
import type { Severity } from '../../check/rule';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions. The place is repeated in the message, because the log hides the parameters. */
export const github: Formatter = ({ findings }) => findings.filter(({ acknowledged }) => acknowledged === undefined).map(command).join('');

function command({ rule, severity, message, fix, at, object }: Finding): string {
  const { source, span, construct, field } = placeOf(at);
  const parameters = {
    ...(source === undefined ? {} : { file: source.name }),
    ...(span === undefined ? {} : { line: span.start.line, col: span.start.column, endLine: span.end.line, endColumn: span.end.column }),
    title: `${rule.code} ${rule.name}`,
  };
  const where = source === undefined ? `${construct} ${field}` : address(source.name, span?.start);
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${escape(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`);
  const text = `${where}${object === undefined ? '' : ` ${object.id}`}: ${message} (fix: ${fix})`;
  return `::${COMMANDS[severity]} ${values.join(',')}::${escape(text)}\n`;
}

function escape(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
