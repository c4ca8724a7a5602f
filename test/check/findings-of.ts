import { check } from '../../src/check/check';
import { isBrokenPlace } from '../../src/check/finding';
import type { Finding, Report } from '../../src/check/finding';
import { targetOf } from '../../src/check/options';
import type { RuleExampleOptions } from '../../src/check/rule';
import type { Target } from '../../src/core/versions/capabilities';
import { formatPath } from '../../src/manifest/path';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

/** What a test checks with where it is not the default. */
export interface TestOptions extends RuleExampleOptions {
  readonly isComplete?: boolean;
  /** Manifests that are only known, not judged. */
  readonly stubs?: string;
}

/** The report on some YAML. Objects are frozen: a rule that changes one throws. */
export function reportOn(text: string, { isComplete = false, stubs = '', ...target }: TestOptions = {}): Report {
  const input = readSources([new Source('manifests.yaml', text)]);
  const known = readSources([new Source('stubs.yaml', stubs)], { asStubs: true });
  const objects = [...input.objects, ...known.objects];
  objects.forEach(({ manifest, spec }) => {
    freeze(manifest);
    freeze(spec);
  });
  const report = check({ ...input, objects }, { isComplete, target: targetOf(target) as Target });
  report.failures.forEach(({ error }) => {
    throw error;
  });
  return report;
}

/** What is found in some YAML, a line each: `MLM0201 error Gateway ml/gateway spec.listeners[0].protocol: message`. */
export function findingsOf(text: string, options?: TestOptions): string[] {
  return reportOn(text, options).findings.map(({ rule, severity, object, at, message, acknowledged }) => [
    ...(acknowledged === undefined ? [] : [`(${acknowledged})`]),
    rule.code,
    severity,
    ...(object === undefined ? [] : [object.id]),
    `${isBrokenPlace(at) ? `line ${at.position.line}` : formatPath(at.path)}:`,
    message,
  ].join(' '));
}

/** `MLM0201:12`: the code and the line that it points at. */
export function markOf({ rule, at }: Finding): string {
  return `${rule.code}:${isBrokenPlace(at) ? at.position.line : at.span()?.start.line}`;
}

function freeze(value: unknown): void {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
}
