import type { IConstruct } from 'constructs';
import type { AppObjects } from './app-objects';
import { acknowledgementKey, unacknowledgeable } from '../check/engine/acknowledgements';
import type { Finding, Report } from '../check/finding';
import { findRule } from '../check/rules';
import { acceptedFindings, acceptFinding } from '../core/accepted-finding';
import { Site } from '../core/site';

/** Keeps with the construct that findings on objects below it are accepted. */
export function addAcknowledgement(scope: IConstruct, code: string, reason: string): void {
  const site = Site.of(scope, 'acknowledge');
  const rule = findRule(code);
  const obstacle = rule && unacknowledgeable(rule);
  site.at('code').check(rule !== undefined, { problem: 'must be the code of a finding', got: code, fix: 'write it as the finding has it: MLM0304' });
  site.at('code').check(obstacle === undefined, { problem: `cannot be acknowledged (${obstacle})`, got: code, fix: 'mend what the finding says' });
  site.at('reason').check(reason.trim() !== '', { problem: 'must say why it is well', got: reason, fix: 'write a sentence for the next reader' });
  acceptFinding(scope, { code: rule!.code, reason });
}

/**
 * Turns what constructs acknowledge into annotations of the objects concerned, so that the manifests carry them, and marks the findings.
 * One that matches nothing is refused: it hides that nobody looked.
 */
export function acknowledge(root: IConstruct, { constructs }: AppObjects, report: Report): Report {
  const reasons = root.node.findAll().flatMap((scope) => acceptedFindings(scope)
    .map(({ code, reason, isSaidByProp = false }) => ({ scope, code, reason, isUsed: isSaidByProp })));
  const findings = report.findings.map((finding) => {
    const construct = finding.object && constructs.get(finding.object);
    const fitting = construct && reasons.filter(({ scope, code }) => code === finding.rule.code && construct.node.scopes.includes(scope));
    fitting?.forEach((entry) => {
      entry.isUsed = true;
    });
    if (fitting === undefined || fitting.length === 0 || finding.acknowledged !== undefined) {
      return finding;
    }
    construct!.metadata.addAnnotation(acknowledgementKey(finding.rule.code), fitting[0].reason);
    return { ...finding, acknowledged: fitting[0].reason } satisfies Finding;
  });
  const stale = reasons.filter(({ isUsed }) => !isUsed).map(({ scope, code }) => `[${scope.node.path}] acknowledges ${code}, of which nothing is found: delete it`);
  return { ...report, findings, stale };
}
