import * as path from 'path';
import { type Formatter, type Place, placeOf, placeOfLocation } from './formatter';
import type { Finding } from '../../check/finding';
import { GROUPS, groupOfCode, type Rule, type Severity } from '../../check/rule';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning services. */
export const sarif: Formatter = ({ findings }) => {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return `${JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-ml-mesh', rules: rules.map(descriptor) } },
      columnKind: 'utf16CodeUnits',
      results: findings.map((finding) => result(finding, rules.indexOf(finding.rule))),
    }],
  }, null, 2)}\n`;
};

function descriptor({ code, name, severity, title, why, sameAs = [] }: Rule) {
  return {
    id: code,
    name,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `cdk8s-ml-mesh explain ${code}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [GROUPS[groupOfCode(code)], ...sameAs] },
  };
}

function result({ rule, severity, message, fix, object, at, related, acknowledged }: Finding, ruleIndex: number) {
  return {
    ruleId: rule.code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}. Fix: ${fix}` },
    locations: [{ ...location(placeOf(at)), ...(object === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: object.id, kind: 'object' }] }) }],
    relatedLocations: related.map(({ at: other, label }, id) => ({ id, ...location(placeOfLocation(other)), message: { text: label } })),
    ...(acknowledged === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: acknowledged }] }),
  };
}

function location({ source, span }: Place) {
  return source === undefined ? {} : {
    physicalLocation: {
      artifactLocation: { uri: uriOf(source.name) },
      ...(span === undefined ? {} : {
        region: { startLine: span.start.line, startColumn: span.start.column, endLine: span.end.line, endColumn: span.end.column },
      }),
    },
  };
}

/** A name of a file as a URI, in which spaces and colons would mean something else. */
function uriOf(file: string): string {
  const encoded = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return path.isAbsolute(file) ? `file://${encoded.startsWith('/') ? '' : '/'}${encoded}` : encoded;
}
