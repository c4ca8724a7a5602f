import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';

/** A service account that a policy names. */
export interface NamedAccount {
  readonly namespace: string;
  readonly name: string;
  readonly at: Location;
}

type Source = NonNullable<NonNullable<NonNullable<AuthorizationPolicySpec['rules']>[number]['from']>[number]['source']>;

const PRINCIPAL = /^[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/;
const ACCOUNT = /^(?:([^/*]+)\/)?([^/*]+)$/;

/** The accounts that a policy names without wildcards, as `serviceAccounts` or principals. */
export function accountsOf(policy: ManifestObject<AuthorizationPolicySpec>): NamedAccount[] {
  return (policy.spec.rules ?? []).flatMap(({ from = [] }, i) => from.flatMap(({ source = {} }, j) => {
    const at = policy.at('spec', 'rules', i, 'from', j, 'source');
    return [
      ...(source.serviceAccounts ?? []).map((text, k) => ({ match: ACCOUNT.exec(text), at: at.at('serviceAccounts', k) })),
      ...(source.principals ?? []).map((text, k) => ({ match: PRINCIPAL.exec(text), at: at.at('principals', k) })),
    ];
  })).flatMap(({ match, at }) => (match === null ? [] : [{ namespace: match[1] ?? policy.namespace, name: match[2], at }]));
}

/** Who calls. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** Whether a rule of the policy may admit the account: what it excludes, and what it asks besides, is not looked at. */
export function mayAdmit({ spec, namespace }: ManifestObject<AuthorizationPolicySpec>, account: Account): boolean {
  return (spec.rules ?? []).some(({ from = [] }) => from.length === 0 || from.some(({ source = {} }) => (
    source.trustDomains === undefined && source.requestPrincipals === undefined && namesAccount(source, account, namespace))));
}

/** Whether the account is among those that the source names; one that names none means all. */
export function namesAccount({ serviceAccounts, principals, namespaces }: Source, { namespace, name }: Account, own: string): boolean {
  const principal = `/ns/${namespace}/sa/${name}`;
  return (serviceAccounts?.some((text) => text === `${namespace}/${name}` || (text === name && own === namespace) || text === '*') ?? true)
    && (principals?.some((text) => text.endsWith(principal) || (text.includes('*') && covers(text, principal))) ?? true)
    && (namespaces?.some((text) => text === namespace || text.includes('*')) ?? true);
}

/** Of a wildcard at an end of a principal the rest has to fit. */
function covers(pattern: string, account: string): boolean {
  return pattern.startsWith('*') ? account.endsWith(pattern.slice(1)) : account.startsWith(pattern.slice(pattern.indexOf('/'), -1));
}
