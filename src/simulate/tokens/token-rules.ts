import type { RequestAuthenticationJwtRule, RequestAuthenticationSpec } from '../../../imports/security.istio.io';
import { oldestFirst } from '../../manifest/age';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Origin } from '../tables';

/** An issuer whose tokens a proxy takes. */
export interface TokenRule {
  readonly spec: RequestAuthenticationJwtRule;
  readonly origin: Origin;
}

/** The rules of all policies that apply, by issuer (istio.io/istio pilot/pkg/security/authn/policy_applier.go `newPolicyApplier`). */
export function tokenRules(policies: readonly ManifestObject<RequestAuthenticationSpec>[]): readonly TokenRule[] {
  const rules = oldestFirst(policies).flatMap((object) => (object.spec.jwtRules ?? []).map((spec, index) => (
    { spec, origin: { object, at: object.at('spec', 'jwtRules', index) } })));
  return rules.sort((a, b) => compare(a.spec.issuer ?? '', b.spec.issuer ?? ''));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
