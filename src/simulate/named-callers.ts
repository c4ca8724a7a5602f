import type { FullName } from './request';
import { AUTHORIZATION_POLICY } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';

/** Whom policies name, in whatever field, as it is written: with wildcards. */
export interface NamedCallers {
  readonly principals: readonly string[];
  /** `namespace/name` */
  readonly accounts: readonly string[];
  readonly namespaces: readonly string[];
}

const PRINCIPAL = /(?:^|\/)ns\/([^/]+)\/sa\/([^/]+)$/;

export function namedCallers(index: ManifestIndex): NamedCallers {
  const found = index.all(AUTHORIZATION_POLICY).flatMap(({ namespace, spec }) => (spec.rules ?? []).map(({ from = [], when = [] }): NamedCallers => {
    const sources = from.map(({ source }) => source ?? {});
    const of = (field: 'principals' | 'serviceAccounts' | 'namespaces', opposite: 'notPrincipals' | 'notServiceAccounts' | 'notNamespaces', key: string) => [
      ...sources.flatMap((source) => [...source[field] ?? [], ...source[opposite] ?? []]),
      ...when.filter((each) => each.key === key).flatMap(({ values = [], notValues = [] }) => [...values, ...notValues]),
    ];
    return {
      principals: of('principals', 'notPrincipals', 'source.principal'),
      accounts: of('serviceAccounts', 'notServiceAccounts', 'source.serviceAccount').map((text) => (text.includes('/') ? text : `${namespace}/${text}`)),
      namespaces: of('namespaces', 'notNamespaces', 'source.namespace'),
    };
  }));
  return {
    principals: found.flatMap(({ principals }) => principals),
    accounts: found.flatMap(({ accounts }) => accounts),
    namespaces: found.flatMap(({ namespaces }) => namespaces),
  };
}

/** The accounts that policies name in full; the trust domain may be a wildcard. */
export function namedAccounts(index: ManifestIndex): readonly FullName[] {
  const { principals, accounts } = namedCallers(index);
  return [...principals.flatMap(accountOfPrincipal), ...accounts.flatMap(accountOf)].filter(({ namespace, name }) => !`${namespace}${name}`.includes('*'));
}

/** `namespace/name` */
export function accountOf(text: string): readonly FullName[] {
  const [namespace, name, ...rest] = text.split('/');
  return name && rest.length === 0 ? [{ namespace, name }] : [];
}

/** `<trust domain>/ns/<namespace>/sa/<name>` */
export function accountOfPrincipal(principal: string): readonly FullName[] {
  const [, namespace, name] = PRINCIPAL.exec(principal) ?? [];
  return namespace === undefined ? [] : [{ namespace, name }];
}

export function uniqueNames(names: readonly FullName[]): readonly FullName[] {
  return [...new Map(names.map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}
