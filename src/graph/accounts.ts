import { AUTHORIZATION_POLICY, SERVICE_ACCOUNT } from '../manifest/kinds';
import { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import type { FullName } from '../simulate/request';

const PRINCIPAL = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** The service accounts that there are, and those that policies name: whoever runs as one of them may call. */
export function declaredAccounts(objects: readonly ManifestObject[]): readonly FullName[] {
  const index = new ManifestIndex(objects);
  const known = index.all(SERVICE_ACCOUNT).map(({ namespace, name }) => ({ namespace, name }));
  const named = index.all(AUTHORIZATION_POLICY).flatMap(({ namespace, spec }) => (spec.rules ?? []).flatMap(({ from = [] }) => (
    from.flatMap(({ source = {} }) => [
      ...(source.serviceAccounts ?? []).map((account) => ofAccount(account, namespace)),
      ...(source.principals ?? []).flatMap(ofPrincipal),
    ]))));
  return [...new Map([...known, ...named].map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}

function ofAccount(account: string, own: string): FullName {
  const slash = account.indexOf('/');
  return { namespace: slash < 0 ? own : account.slice(0, slash), name: account.slice(slash + 1) };
}

function ofPrincipal(principal: string): FullName[] {
  const [, namespace, name] = PRINCIPAL.exec(principal) ?? [];
  return namespace === undefined ? [] : [{ namespace, name }];
}
