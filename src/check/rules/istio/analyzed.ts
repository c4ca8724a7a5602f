import type { Rule } from '../../rule';

const ANALYZERS = 'source: istio.io/istio pkg/config/analysis/analyzers/';

/** What a rule that istioctl analyze has as well is known from. */
export function analyzer(file: string): string {
  return `${ANALYZERS}${file}; conformance/analysis compares this rule with the analyzer of the pinned build`;
}

/** Whether a rule judges what istioctl analyze does, and the webhook does not. */
export function isAnalyzers({ evidence }: Pick<Rule, 'evidence'>): boolean {
  return evidence?.startsWith(ANALYZERS) === true;
}
