import type { RequestAuthenticationJwtRule, RequestAuthenticationSpec } from '../../../imports/security.istio.io';
import { oldestFirst } from '../../manifest/age';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Origin } from '../tables';

/** An issuer whose tokens a proxy takes. */
export interface TokenRule {
  readonly spec: RequestAuthenticationJwtRule;
  /** Nobody says its keys; istiod then writes one of its own, by which nobody signs (pilot/pkg/model/jwks_resolver.go `BuildLocalJwks`). */
  readonly isKeyless: boolean;
  readonly origin: Origin;
}

/** The rules of all policies that apply, by issuer (istio.io/istio pilot/pkg/security/authn/policy_applier.go `newPolicyApplier`). */
export function tokenRules(policies: readonly ManifestObject<RequestAuthenticationSpec>[], silent: readonly string[] = []): readonly TokenRule[] {
  const rules = oldestFirst(policies).flatMap((object) => (object.spec.jwtRules ?? []).map((spec, index) => (
    { spec, isKeyless: isSilent(spec, silent), origin: { object, at: object.at('spec', 'jwtRules', index) } })));
  return rules.sort((a, b) => compare(a.spec.issuer ?? '', b.spec.issuer ?? ''));
}

/** Keys are asked for where the rule says, or else of the issuer itself. */
function isSilent({ issuer = '', jwks, jwksUri = issuer }: RequestAuthenticationJwtRule, silent: readonly string[]): boolean {
  return !jwks && URL.canParse(jwksUri) && silent.includes(authorityOf(new URL(jwksUri)));
}

function authorityOf({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
