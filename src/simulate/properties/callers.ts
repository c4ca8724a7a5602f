import { ofAccount, ofNamespace, ofPrincipal } from './exemplars';
import { GATEWAY, NAMESPACE, SERVICE_ACCOUNT } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../manifest/manifest-object';
import { isKnown } from '../callers';
import { namedCallers, uniqueNames } from '../named-callers';
import type { FullName } from '../request';

/** Who may send requests inside of the cluster. */
export interface Callers {
  /** Accounts that pods run as, or that a policy names. */
  readonly known: readonly FullName[];
  /** One account more for each namespace, one of a namespace that nobody names, one outside of the mesh: all others are like one of these. */
  readonly others: readonly FullName[];
}

/** A namespace whose pods take no part in the mesh. */
const OUTSIDE_OF_MESH = 'not-in-the-mesh';
const ELSEWHERE = 'elsewhere';
const ANYBODY = 'anybody';

const NOT_IN_MESH: Manifest = {
  apiVersion: 'v1', kind: NAMESPACE.kind, metadata: { name: OUTSIDE_OF_MESH, labels: { 'istio.io/dataplane-mode': 'none' } },
};

/** The objects without which nobody would be called so. */
export function assumedFor(index: ManifestIndex, caller: FullName): readonly Manifest[] {
  const { namespace, name } = caller;
  const account: Manifest = { apiVersion: 'v1', kind: SERVICE_ACCOUNT.kind, metadata: { namespace, name } };
  return [...(namespace === OUTSIDE_OF_MESH ? [NOT_IN_MESH] : []), ...(isKnown(index, caller) ? [] : [account])];
}

export function namespaceOutsideOfMesh(): ManifestObject {
  return new ManifestObject(NOT_IN_MESH, { construct: 'what a property takes for given' }, true);
}

/** Everybody whom policies could tell from others. Gateways hand on what others send. */
export function callersOf(index: ManifestIndex): Callers {
  const [gateways, running] = [true, false].map((wanted) => index.pods.all().filter(({ owner }) => (owner.kind === GATEWAY.kind) === wanted)
    .map(({ namespace, serviceAccount }) => ({ namespace, name: serviceAccount })));
  const { principals, accounts, namespaces: spaces } = namedCallers(index);
  const named = [...principals.flatMap(ofPrincipal), ...accounts.flatMap(ofAccount)];
  const isGateway = (each: FullName) => gateways.some(({ namespace, name }) => namespace === each.namespace && name === each.name);
  const known = uniqueNames([...running, ...named]).filter((each) => !isGateway(each));
  const namespaces = new Set([
    ...index.all(NAMESPACE).map(({ name }) => name), ...known.map(({ namespace }) => namespace), ...spaces.map(ofNamespace),
  ]);
  return {
    known,
    others: uniqueNames([...namespaces, ELSEWHERE, OUTSIDE_OF_MESH].map((namespace) => ({ namespace, name: unused(namespace, known) }))),
  };
}

function unused(namespace: string, known: readonly FullName[]): string {
  let name = ANYBODY;
  while (known.some((each) => each.namespace === namespace && each.name === name)) {
    name += '-else';
  }
  return name;
}
