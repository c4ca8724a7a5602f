import { type Formatter, type Place, placeOf, placeOfLocation } from './formatter';
import { type Finding, isBrokenPlace } from '../../check/finding';

/** For programs. Fields are added, never renamed. */
export const json: Formatter = ({ findings, objects, notJudged }) => `${JSON.stringify({
  version: 1,
  findings: findings.map(toJson),
  objects,
  notJudged,
}, null, 2)}\n`;

function toJson({ rule, severity, message, fix, object, at, related, acknowledged, isOpenWorld }: Finding) {
  return {
    code: rule.code,
    name: rule.name,
    severity,
    message,
    why: rule.why,
    fix,
    sameAs: rule.sameAs ?? [],
    ...(object === undefined ? {} : { object: { apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name } }),
    path: isBrokenPlace(at) ? [] : at.path,
    ...placeJson(placeOf(at)),
    related: related.map(({ at: other, label }) => ({ label, path: other.path, ...placeJson(placeOfLocation(other)) })),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(isOpenWorld === undefined ? {} : { isOpenWorld }),
  };
}

function placeJson({ source, span, construct, field }: Place) {
  return {
    field,
    ...(construct === undefined ? {} : { construct }),
    ...(source === undefined ? {} : { file: source.name }),
    ...(span === undefined ? {} : { line: span.start.line, column: span.start.column, endLine: span.end.line, endColumn: span.end.column }),
  };
}
