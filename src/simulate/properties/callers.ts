import { AUTHORIZATION_POLICY, GATEWAY, NAMESPACE, SERVICE_ACCOUNT } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../manifest/manifest-object';
import { isKnown } from '../callers';
import { type FullName, fullName } from '../request';

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
  const named = namedIn(index);
  const isGateway = (each: FullName) => gateways.some(({ namespace, name }) => namespace === each.namespace && name === each.name);
  const known = unique([...running, ...named.accounts]).filter((each) => !isGateway(each));
  const namespaces = new Set([...index.all(NAMESPACE).map(({ name }) => name), ...known.map(({ namespace }) => namespace), ...named.namespaces]);
  return {
    known,
    others: unique([...namespaces, ELSEWHERE, OUTSIDE_OF_MESH].map((namespace) => ({ namespace, name: unused(namespace, known) }))),
  };
}

function unused(namespace: string, known: readonly FullName[]): string {
  let name = ANYBODY;
  while (known.some((each) => each.namespace === namespace && each.name === name)) {
    name += '-else';
  }
  return name;
}

interface Named {
  readonly accounts: readonly FullName[];
  readonly namespaces: readonly string[];
}

const PRINCIPAL = /(?:^|\/)ns\/([^/]+)\/sa\/([^/]+)$/;

/** Of a pattern one name stands for all that it takes. */
function namedIn(index: ManifestIndex): Named {
  const found = index.all(AUTHORIZATION_POLICY).flatMap(({ namespace, spec }) => (spec.rules ?? []).flatMap(({ from = [], when = [] }) => {
    const sources = from.map(({ source = {} }) => source);
    const of = (field: 'principals' | 'serviceAccounts' | 'namespaces', key: string) => [
      ...sources.flatMap((source) => [...source[field] ?? [], ...source[`not${field[0].toUpperCase()}${field.slice(1)}` as 'notPrincipals'] ?? []]),
      ...when.filter((each) => each.key === key).flatMap(({ values = [], notValues = [] }) => [...values, ...notValues]),
    ];
    return [{
      accounts: [
        ...of('principals', 'source.principal').flatMap(accountOfPrincipal),
        ...of('serviceAccounts', 'source.serviceAccount').map((text) => filled(text.includes('/') ? text : `${namespace}/${text}`)).flatMap(accountOf),
      ],
      namespaces: of('namespaces', 'source.namespace').map(filled),
    }];
  }));
  return { accounts: found.flatMap(({ accounts }) => accounts), namespaces: found.flatMap(({ namespaces }) => namespaces) };
}

function accountOfPrincipal(principal: string): readonly FullName[] {
  const [, namespace, name] = PRINCIPAL.exec(filled(principal)) ?? [];
  return namespace === undefined ? [] : [{ namespace, name }];
}

function accountOf(text: string): readonly FullName[] {
  return text.split('/').length === 2 ? [fullName(text)] : [];
}

function filled(pattern: string): string {
  return pattern.replaceAll('*', 'any');
}

function unique(names: readonly FullName[]): readonly FullName[] {
  return [...new Map(names.map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}
