import type { ClosedWorld } from './closed-world';
import { matches } from './closed-world';
import type { Platform } from '../arbitrary/construct';

/** Objects that are meant to be empty: "nothing is allowed", "anybody", "with the defaults of the node". */
const MEANT_EMPTY: readonly RegExp[] = [
  /^AuthorizationPolicy spec$/,
  /^AuthorizationPolicy spec\.rules\.\d+$/,
  /^DestinationRule spec\.trafficPolicy\.connectionPool\.tcp\.tcpKeepalive$/,
  /^EnvoyFilter spec\.configPatches\..*\.safe_regex\.google_re2$/,
  /^ServiceAccount $/,
];

/** Values that mean nothing: undefined, null, and objects and lists without content. */
export function leftovers({ manifests, install }: Platform): string[] {
  return [
    ...manifests.flatMap((manifest) => emptyPlaces(manifest, manifest.kind)),
    ...emptyPlaces(install?.operator ?? 'none', 'IstioOperator'),
  ].filter((place) => !MEANT_EMPTY.some((pattern) => pattern.test(place)));
}

function emptyPlaces(value: unknown, kind: string, path: readonly (string | number)[] = []): string[] {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null ? [`${kind} ${path.join('.')}`] : [];
  }
  const entries = Object.entries(value);
  return entries.length === 0
    ? [`${kind} ${path.join('.')}`]
    : entries.flatMap(([key, child]) => emptyPlaces(child, kind, [...path, key]));
}

export function duplicates({ manifests }: Platform): string[] {
  const identities = manifests.map(({ apiVersion, kind, metadata }) => `${apiVersion.split('/')[0]} ${kind} ${metadata.namespace}/${metadata.name}`);
  return identities.filter((identity, i) => identities.indexOf(identity) < i);
}

/** Kinds of other API groups than the CRDs', and what is basic of each. */
const CORE_KINDS: { readonly [kind: string]: (object: any) => boolean } = {
  Namespace: ({ metadata }) => metadata.namespace === undefined && isDnsLabel(metadata.name),
  ServiceAccount: ({ metadata }) => metadata.namespace !== undefined,
  PodDisruptionBudget: ({ metadata, spec }) => metadata.namespace !== undefined && spec.maxUnavailable === 1,
  Deployment: ({ metadata, spec }) => metadata.namespace !== undefined && matches(spec.template.metadata.labels, spec.selector.matchLabels)
    && spec.template.spec.containers.every(({ ports }: any) => isUnique(ports.map(({ name }: any) => name))
      && ports.every(({ containerPort }: any) => isPort(containerPort))),
  ConfigMap: ({ data }) => Object.entries(data).every(([key, value]) => /^[-._a-zA-Z0-9]+$/.test(key) && typeof value === 'string' && value !== ''),
  Service: ({ metadata, spec }) => /^[a-z]/.test(metadata.name) && isDnsLabel(metadata.name) && spec.ports.length > 0
    && isUnique(spec.ports.map(({ name }: any) => name)) && isUnique(spec.ports.map(({ port }: any) => port))
    && spec.ports.every(({ name, port, targetPort }: any) => isDnsLabel(name) && name.length <= 15 && isPort(port) && isPort(targetPort)),
};

/** What is wrong with the objects that no CRD describes. */
export function basicDefects({ manifests }: Platform): string[] {
  return manifests.filter(({ apiVersion }) => !apiVersion.includes('.'))
    .filter((object) => !CORE_KINDS[object.kind]?.(object))
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
}

export const CORE_KIND_NAMES: readonly string[] = Object.keys(CORE_KINDS);

const HTTP_FIELDS = ['methods', 'paths', 'hosts', 'requestPrincipals'];

/** Policies that nobody can obey, or that nobody reads. */
export function policyDefects(world: ClosedWorld, ambient: boolean): string[] {
  return [...lockedGateways(world), ...lockedBackends(world), ...(ambient ? httpAtZtunnel(world) : [])];
}

/** ztunnel reads no HTTP: an ALLOW that asks for some never matches. */
function httpAtZtunnel(world: ClosedWorld): string[] {
  return world.all('AuthorizationPolicy')
    .filter(({ spec }) => spec.selector && HTTP_FIELDS.some((field) => JSON.stringify(spec.rules).includes(`"${field}":`)))
    .map(({ metadata }) => `AuthorizationPolicy ${metadata.namespace}/${metadata.name} compares HTTP at ztunnel`);
}

function deniesByDefault(world: ClosedWorld, namespace: string): boolean {
  return world.all('AuthorizationPolicy').some(({ metadata, spec }) => metadata.namespace === namespace && Object.keys(spec).length === 0);
}

/** A gateway in a namespace that denies by default needs a policy of its own. */
function lockedGateways(world: ClosedWorld): string[] {
  return world.all('Gateway').filter(({ metadata, spec }) => spec.gatewayClassName === 'istio' && deniesByDefault(world, metadata.namespace))
    .filter(({ metadata }) => !world.all('AuthorizationPolicy').some((policy) => policy.metadata.namespace === metadata.namespace
      && policy.spec.action === 'ALLOW' && policy.spec.targetRefs?.some(({ kind, name }: any) => kind === 'Gateway' && name === metadata.name)))
    .map(({ metadata }) => `Gateway ${metadata.namespace}/${metadata.name} denies everybody`);
}

/** Pods behind a route at a gateway need a policy that names whoever comes from there. */
function lockedBackends(world: ClosedWorld): string[] {
  const routes = world.all('HTTPRoute').filter(({ spec }) => spec.parentRefs[0].kind === 'Gateway');
  const refs = routes.flatMap(({ metadata, spec }) => spec.rules.flatMap(({ backendRefs = [] }: any) => backendRefs)
    .filter(({ kind }: any) => kind === 'Service')
    .map(({ name, namespace = metadata.namespace }: any) => world.find('Service', namespace, name)));
  const pools = routes.flatMap(({ metadata, spec }) => spec.rules.flatMap(({ backendRefs = [] }: any) => backendRefs)
    .filter(({ kind }: any) => kind === 'InferencePool')
    .map(({ name, namespace = metadata.namespace }: any) => world.find('InferencePool', namespace, name)))
    .filter((pool) => pool?.spec);
  const pickers = pools.map(({ metadata, spec }) => world.find('Service', metadata.namespace, spec.endpointPickerRef.name));
  const servers = pools.flatMap(({ metadata, spec }) => world.pods
    .filter(({ namespace, labels }) => namespace === metadata.namespace && matches(labels, spec.selector.matchLabels))
    .map(({ labels }) => ({ metadata, spec: { selector: labels } })));
  return [...refs, ...pickers, ...servers].filter((service) => service?.spec.selector && deniesByDefault(world, service.metadata.namespace))
    .filter(({ metadata, spec }) => !world.all('AuthorizationPolicy').some((policy) => policy.metadata.namespace === metadata.namespace
      && policy.spec.action === 'ALLOW' && policy.spec.selector && matches(spec.selector, policy.spec.selector.matchLabels)))
    .map(({ metadata }) => `nobody is admitted to the pods of ${metadata.namespace}/${metadata.name}, which a gateway routes to`);
}

function isDnsLabel(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

function isPort(port: unknown): boolean {
  return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65_535;
}

function isUnique(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}
