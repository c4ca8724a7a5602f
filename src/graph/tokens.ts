import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Token } from '../simulate/request';

const CLAIM = /^request\.auth\.claims((?:\[[^\]]+\])+)$/;

/** Tokens that some proxy takes: of each issuer, for the subjects and with the claims that policies name. No token comes first. */
export function tokensOf(index: ManifestIndex): readonly (Token | undefined)[] {
  const rules = index.all(AUTHORIZATION_POLICY).flatMap(({ spec }) => spec.rules ?? []);
  const principals = rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source?.requestPrincipals ?? []));
  const claims = rules.flatMap(({ when = [] }) => when.flatMap(({ key, values = [] }) => {
    const names = CLAIM.exec(key)?.[1].slice(1, -1).split('][');
    return names === undefined ? [] : values.map((value) => claimOf(names, value.replace('*', 'x')));
  }));
  const tokens = index.all(REQUEST_AUTHENTICATION).flatMap(({ spec }) => spec.jwtRules ?? []).flatMap(({ issuer = '', audiences }) => {
    const subjects = principals.filter((principal) => principal.startsWith(`${issuer}/`)).map((principal) => principal.slice(issuer.length + 1).replace('*', 'x'));
    return [{}, ...claims].flatMap((each) => ['someone', ...subjects].map((subject): Token => ({ issuer, subject, audiences, claims: each })));
  });
  return [undefined, ...new Map(tokens.map((token) => [JSON.stringify(token), token])).values()];
}

/** `{ realm: { group: 'ml' } }` of `[realm][group]`. */
function claimOf(names: readonly string[], value: string): { readonly [name: string]: unknown } {
  return names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as { readonly [name: string]: unknown };
}
