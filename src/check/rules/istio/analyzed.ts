/** What a rule that istioctl analyze has as well is known from. */
export function analyzer(file: string): string {
  return `source: istio.io/istio pkg/config/analysis/analyzers/${file}; conformance/analysis compares this rule with the analyzer of the pinned build`;
}
