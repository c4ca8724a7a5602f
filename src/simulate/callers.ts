import type { FullName } from './request';
import { RequestError } from './request-error';
import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { AUTHORIZATION_POLICY, GATEWAY, SERVICE_ACCOUNT } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';

/** How many names an error lists. */
const LISTED = 10;

const PRINCIPAL = /\/ns\/([^/]+)\/sa\/([^/*]+)$/;

/**
 * A caller that nothing knows is a slip of the pen, and a request of nobody is refused by accident.
 *
 * @throws for a service account that no pods run as, no object is, and no policy names
 */
export function checkCaller(index: ManifestIndex, { namespace, name }: FullName): void {
  if (!isKnown(index, { namespace, name })) {
    const known = [...new Set(accounts(index))].sort();
    const near = [...known.filter((each) => each.startsWith(`${namespace}/`)), ...known.filter((each) => !each.startsWith(`${namespace}/`))];
    const listed = `${near.slice(0, LISTED).join(', ')}${near.length > LISTED ? `, and ${near.length - LISTED} others` : ''}`;
    const there = known.length === 0 ? 'there is none at all' : `there are ${listed}`;
    throw new RequestError(`nothing runs as the service account ${namespace}/${name}, and no policy names it: ${there}. Mend the name, or add a ServiceAccount of it`);
  }
}

/** Whether anything runs, is or is named so. */
export function isKnown(index: ManifestIndex, { namespace, name }: FullName): boolean {
  return accounts(index).includes(`${namespace}/${name}`);
}

function accounts(index: ManifestIndex): readonly string[] {
  return [
    ...index.pods.all().filter(({ owner }) => owner.kind !== GATEWAY.kind).map((pods) => `${pods.namespace}/${pods.serviceAccount}`),
    ...index.all(SERVICE_ACCOUNT).map(({ namespace, name }) => `${namespace}/${name}`),
    ...index.all(AUTHORIZATION_POLICY).flatMap(namedBy),
  ];
}

/** The accounts that a policy names in full. */
function namedBy({ namespace: own, spec: { rules = [] } }: ManifestObject<AuthorizationPolicySpec>): readonly string[] {
  const sources = rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source ?? []));
  return sources.flatMap(({ serviceAccounts = [], principals = [] }) => [
    ...serviceAccounts.map((account) => (account.includes('/') ? account : `${own}/${account}`)),
    ...principals.flatMap((principal) => {
      const [, namespace, name] = PRINCIPAL.exec(principal) ?? [];
      return name === undefined ? [] : [`${namespace}/${name}`];
    }),
  ]);
}
