import { address, type Formatter, placeOf } from './formatter';
import type { Finding } from '../../check/finding';
import { counted } from '../counted';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 has no way to write these. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** JUnit XML, for build servers: a test case for each finding. Warnings and information do not fail. */
export const junit: Formatter = ({ findings, objects }) => {
  const cases = findings.length === 0 ? [`    <testcase classname="cdk8s-ml-mesh" name="${counted(objects, 'object')}"/>`] : findings.map(testCase);
  const failures = findings.filter(isFailure).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk8s-ml-mesh" tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="cdk8s-ml-mesh check" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

function isFailure({ severity, acknowledged }: Finding): boolean {
  return severity === 'error' && acknowledged === undefined;
}

function testCase(finding: Finding): string {
  const { rule, severity, message, fix, object, at, acknowledged } = finding;
  const { source, span, construct, field } = placeOf(at);
  const where = source === undefined ? `${construct} ${field}` : address(source.name, span?.start);
  const head = `    <testcase classname="${escape(object?.id ?? where)}" name="${escape(`${rule.code} ${rule.name} ${where}`)}">`;
  const body = isFailure(finding)
    ? `<failure type="${severity}" message="${escape(message)}">${escape(`${where}: ${message}\nfix: ${fix}\n`)}</failure>`
    : `<system-out>${escape(`${severity}${acknowledged === undefined ? '' : ` (acknowledged: ${acknowledged})`}: ${message}\nfix: ${fix}\n`)}</system-out>`;
  return `${head}${body}</testcase>`;
}

function escape(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
