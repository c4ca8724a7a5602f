import { namedAccounts, uniqueNames } from './named-callers';
import type { FullName } from './request';
import { RequestError } from './request-error';
import { GATEWAY, SERVICE_ACCOUNT } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';

/** How many names an error lists. */
const LISTED = 10;

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

/** The service accounts that there are, and those that policies name: whoever runs as one of them may call. */
export function declaredAccounts(index: ManifestIndex): readonly FullName[] {
  return uniqueNames([...index.all(SERVICE_ACCOUNT).map(({ namespace, name }) => ({ namespace, name })), ...namedAccounts(index)]);
}

function accounts(index: ManifestIndex): readonly string[] {
  const running = index.pods.all().filter(({ owner }) => owner.kind !== GATEWAY.kind)
    .map(({ namespace, serviceAccount }) => ({ namespace, name: serviceAccount }));
  return [...running, ...declaredAccounts(index)].map(({ namespace, name }) => `${namespace}/${name}`);
}
