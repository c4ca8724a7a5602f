import * as fc from 'fast-check';
import { meshTelemetry } from './install';
import { mesh as anyMesh } from './mesh';
import type { NamespaceStep, Recipe, Struct, Value } from './recipe';
import { enumValue, isCall, isObject, memberOf, structOf } from './recipe';
import { maybe } from './values';

/** What holds for every platform of one cluster. */
export interface World {
  /** Props of every MlServingMesh. */
  readonly mesh: Struct;
  /** Props of the only MeshTelemetry: a mesh has one in its root namespace. */
  readonly telemetry?: Struct;
}

/** What one cluster has one of, besides the channel of its CRDs. */
const MESH_WIDE = ['revision', 'gatewayApi', 'install', 'clusterDomain'];

/** What install settings say as well. */
const INSTALLED = ['dataPlane', 'istioVersion'];

/** World number `index` of a seed. Each second one has CRDs of the experimental channel, the first and each third install settings. */
export function worldOf(seed: number, index: number): World {
  const installed = index % 3 === 0;
  const channel = index % 2 === 0 ? 'STANDARD' : 'EXPERIMENTAL';
  const drawn = fc.tuple(anyMesh().filter(({ install }) => (install !== undefined) === installed), maybe(meshTelemetry(), 60));
  const [props, telemetry] = fc.sample(drawn, { seed: seed * 1_000_003 - index - 1, numRuns: 1 })[0];
  const shared = pick(props, [...MESH_WIDE, ...(installed ? INSTALLED : [])]);
  shared.gatewayApi = { $call: 'GatewayApi.of', args: [shared.gatewayApi?.args[0] ?? '1.6', enumValue(`Channel.${channel}`)] };
  if (installed) {
    settleInstall(shared);
  }
  return { mesh: shared, ...(telemetry && { telemetry: without(telemetry, ['rootNamespace']) }) };
}

/** The draft as a platform of the world. */
export function inWorld(draft: Recipe, world: World): Recipe {
  const { telemetry, ...others } = structuredClone(draft);
  const mesh = { ...without(others.mesh, [...MESH_WIDE, ...(world.mesh.install ? INSTALLED : [])]), ...world.mesh };
  [mesh.waypoint, mesh.gateway && structOf(mesh.gateway).deployment, ...others.servers.map(({ props }) => props)].filter(Boolean).forEach(shrink);
  return { ...others, mesh, ...(telemetry && world.telemetry && { telemetry: world.telemetry }) };
}

/** The platform in namespaces that nobody else uses. */
export function inNamespaces(recipe: Recipe, prefix: string): Recipe {
  const namespaces = recipe.namespaces.map((step): NamespaceStep => ({ ...step, name: prefixed(step.name, prefix) }));
  return { ...namespaced(recipe, prefix), namespaces };
}

const MOST_REPLICAS = 3;

/** A thousand pods show nothing that three do not, and take minutes to make. */
function shrink(deployment: Struct): void {
  if (deployment.replicas > MOST_REPLICAS) {
    deployment.replicas = MOST_REPLICAS;
    deployment.minAvailable &&= Math.min(deployment.minAvailable, MOST_REPLICAS - 1);
  }
}

/** The control plane lies where the cluster has it, sees the namespaces of the mesh by their enrolment, and knows the pools of any platform. */
function settleInstall(shared: Struct): void {
  const props: Struct = { ...without(structOf(shared.install), ['rootNamespace']), inferenceExtension: true };
  const ambient = memberOf(shared.dataPlane ?? props.dataPlane ?? enumValue('DataPlane.AMBIENT')) === 'AMBIENT';
  const revision = props.revision && { 'istio.io/rev': props.revision };
  const enrolment = ambient ? { 'istio.io/dataplane-mode': 'ambient' } : revision ?? { 'istio-injection': 'enabled' };
  if (props.discoverySelectors) {
    props.discoverySelectors = [...props.discoverySelectors, { matchLabels: enrolment }];
  }
  shared.install = { ...shared.install, args: [props] };
}

const NAMESPACE_PROPS = ['namespace', 'tlsSecretNamespace'];
const CALLERS = ['Caller.namespace', 'Caller.serviceAccount'];

function namespaced(value: Value, prefix: string): Value {
  if (Array.isArray(value)) {
    return value.map((item) => namespaced(item, prefix));
  }
  if (!isObject(value)) {
    return value;
  }
  if (CALLERS.some((method) => isCall(value, method))) {
    const [namespace, ...others] = value.args;
    return { ...value, args: [prefixed(namespace, prefix), ...others] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, namespacedProp(key, child, prefix)]));
}

function namespacedProp(key: string, child: Value, prefix: string): Value {
  if (NAMESPACE_PROPS.includes(key) && typeof child === 'string') {
    return prefixed(child, prefix);
  }
  return key === 'allowedNamespaces' ? child.map((name: string) => prefixed(name, prefix)) : namespaced(child, prefix);
}

const MAX_LABEL = 63;

function prefixed(name: string, prefix: string): string {
  return `${prefix}${name}`.slice(0, MAX_LABEL).replace(/-+$/, '');
}

function pick(struct: Struct, props: readonly string[]): Struct {
  return Object.fromEntries(Object.entries(struct).filter(([prop]) => props.includes(prop)));
}

function without(struct: Struct, props: readonly string[]): Struct {
  return Object.fromEntries(Object.entries(struct).filter(([prop]) => !props.includes(prop)));
}
