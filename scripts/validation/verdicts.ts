import { readFileSync } from 'fs';
import { check } from '../../src/check/check';
import type { Finding } from '../../src/check/finding';
import { DEFAULT_TARGET } from '../../src/check/options';
import { groupOfCode, type Rule } from '../../src/check/rule';
import { isAnalyzers } from '../../src/check/rules/istio/analyzed';
import { formatPath } from '../../src/manifest/path';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { dump } from '../../src/vendor/js-yaml';

/** What the pinned build says of an object: a line of conformance/build/istio/cmd/admission. */
export interface Theirs {
  readonly source: string;
  readonly object: { readonly kind: string; readonly [field: string]: unknown };
  readonly crd?: string;
  readonly webhook?: string;
  readonly warnings?: readonly string[];
}

/** What check says of it. */
export interface Ours {
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

/** Verdicts, each object once. */
export function readVerdicts(file: string): Theirs[] {
  const seen = new Set<string>();
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Theirs).filter(({ object }) => {
    const content = JSON.stringify(object);
    return !seen.has(content) && seen.add(content);
  });
}

export function judge(object: object): Ours {
  const input = readSources([new Source('object.json', JSON.stringify(object))]);
  const { findings, failures } = check(input, { target: DEFAULT_TARGET });
  if (failures.length > 0) {
    throw new Error(`a rule stumbles over\n${dump(object)}`, { cause: failures[0].error });
  }
  return {
    refusals: findings.filter(({ rule }) => rule.isRejected).map(inWords),
    warnings: findings.filter(({ rule, severity }) => isOfWebhook(rule) && severity === 'warning').map(inWords),
  };
}

function isOfWebhook(rule: Rule): boolean {
  return groupOfCode(rule.code) === '09' && !isAnalyzers(rule);
}

function inWords({ rule, at, message }: Finding): string {
  return `${rule.code} ${'path' in at ? formatPath(at.path) : ''}: ${message}`;
}
