import type { Recipe, Struct, Value, WorkloadStep } from './recipe';
import { isCall, memberOf, structOf } from './recipe';
import type { TargetFacts } from './targets';
import { targetOf } from './targets';

/** What the parts of a recipe have to know of each other to go together. */
export interface Facts {
  readonly target: TargetFacts;
  readonly mainNamespace: string;
  readonly namespaces: readonly string[];
  readonly allowsByDefault: boolean;
  readonly install?: Struct;
  readonly gateway?: { readonly hostnames: readonly string[]; readonly usesWaypoint: boolean };
}

export function factsOf(recipe: Recipe): Facts {
  const { mesh } = recipe;
  const gateway = mesh.gateway && structOf(mesh.gateway);
  return {
    target: targetOf(mesh),
    mainNamespace: mesh.namespace,
    namespaces: [mesh.namespace, ...recipe.namespaces.map(({ name }) => name)],
    allowsByDefault: memberOf(mesh.authorization) === 'ALLOW_BY_DEFAULT',
    install: isCall(mesh.install, 'MeshInstall.new') ? structOf(mesh.install) : undefined,
    gateway: gateway && { hostnames: gateway.hostnames ?? [], usesWaypoint: gateway.useWaypoint ?? false },
  };
}

export function namespaceOf(facts: Facts, options: Struct): string {
  return options.namespace ?? facts.mainNamespace;
}

/** True where its pods are known and behind the policies of the mesh. */
export function isGuarded(facts: Facts, { adopted, options }: WorkloadStep): boolean {
  return facts.namespaces.includes(namespaceOf(facts, options)) && (!adopted || options.podLabels !== undefined);
}

/** The name that the library makes of any text. */
export function labelOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[-0-9]+/, '').replace(/-+$/, '');
}

export function serviceOf({ id, options }: WorkloadStep): string {
  return labelOf(options.serviceName ?? id);
}

export function portsOf({ options }: WorkloadStep): Struct[] {
  const protocol = options.protocol ?? { $enum: memberOf(options.role) === 'FEATURE_STORE' ? 'PortProtocol.GRPC' : 'PortProtocol.HTTP' };
  return options.port === undefined ? [] : [{ port: options.port, protocol }, ...options.additionalPorts ?? []];
}

export function speaksHttp({ protocol }: { readonly protocol?: Value }): boolean {
  return memberOf(protocol) !== 'TCP';
}

export function speaksGrpc(ports: readonly { readonly protocol?: Value }[]): boolean {
  return ports.every(({ protocol }) => memberOf(protocol) === 'GRPC');
}

export function speaksHttp2(ports: readonly { readonly protocol?: Value }[]): boolean {
  return ports.every(({ protocol }) => ['H2C', 'GRPC'].includes(memberOf(protocol) ?? 'HTTP'));
}
