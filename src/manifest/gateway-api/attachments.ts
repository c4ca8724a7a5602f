import type { ParentRef } from '../../../imports/gateway.networking.k8s.io';
import { groupBy } from '../group-by';
import { hostIntersection } from '../host-names';
import { kindKey } from '../kind';
import * as kinds from '../kinds';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';
import type { Namespaces } from '../namespaces';
import type { Objects } from '../objects';
import { takesFrom } from './allowed-namespaces';
import type { Listener, Listeners } from './listeners';

/** The parts that all kinds of routes share. */
export interface RouteSpec {
  readonly parentRefs?: readonly ParentRef[];
  readonly hostnames?: readonly string[];
}

/** Why a listener does not take a route. */
export type Refusal = 'sectionName' | 'port' | 'kind' | 'namespace' | 'unknown namespace' | 'hostname';

/** What became of one parentRef of a route. */
export interface Attachment {
  readonly route: ManifestObject<RouteSpec>;
  readonly ref: ParentRef;
  readonly at: Location;
  /** What it names, if it is there: a Gateway, a ListenerSet, a Service, a ServiceEntry. */
  readonly parent?: ManifestObject;
  /** The listeners that take the route, each with the hosts that it serves there; none for mesh parents. */
  readonly listeners: readonly { readonly listener: Listener; readonly hostnames: readonly string[] }[];
  readonly refused: readonly { readonly listener: Listener; readonly why: Refusal }[];
}

export const ROUTE_KINDS = [kinds.HTTP_ROUTE, kinds.GRPC_ROUTE, kinds.TLS_ROUTE, kinds.TCP_ROUTE, kinds.UDP_ROUTE];

/** Which kinds of routes a listener takes that does not say (Gateway API, `AllowedRoutes.kinds`). */
const KINDS_OF_PROTOCOL: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
};

/** Which routes attach to which listeners (Gateway API v1.6, `ParentReference`, `AllowedRoutes` and `Listener.hostname`). */
export class Attachments {
  private list: readonly Attachment[] | undefined;
  private routes: ReadonlyMap<ManifestObject, readonly Attachment[]> | undefined;
  private owners: ReadonlyMap<ManifestObject, readonly Attachment[]> | undefined;

  constructor(private readonly objects: Objects, private readonly listeners: Listeners, private readonly namespaces: Namespaces) {}

  public all(): readonly Attachment[] {
    this.list ??= ROUTE_KINDS.flatMap((routeKind) => this.objects.all(routeKind as typeof kinds.HTTP_ROUTE)).flatMap((route) => this.attach(route));
    return this.list;
  }

  /** One for each parentRef of the route, in order. */
  public of(route: ManifestObject): readonly Attachment[] {
    this.routes ??= groupBy(this.all(), (attachment) => attachment.route);
    return this.routes.get(route) ?? [];
  }

  /** What attaches, or tries to, to a Gateway, a ListenerSet, a Service. */
  public to(parent: ManifestObject): readonly Attachment[] {
    this.owners ??= groupBy(this.all(), (attachment) => attachment.parent);
    return this.owners.get(parent) ?? [];
  }

  /** The routes that the listener takes. */
  public on(listener: Listener): readonly { readonly route: ManifestObject<RouteSpec>; readonly hostnames: readonly string[] }[] {
    return this.to(listener.owner).flatMap(({ route, listeners }) => listeners
      .filter((taken) => taken.listener.index === listener.index)
      .map(({ hostnames }) => ({ route, hostnames })));
  }

  private attach(route: ManifestObject<RouteSpec>): Attachment[] {
    return (route.spec.parentRefs ?? []).map((ref, index) => {
      const parent = this.objects.find({ key: kindKey(ref.group ?? '', ref.kind ?? ''), group: ref.group ?? '', kind: ref.kind ?? '' },
        ref.namespace ?? route.namespace, ref.name);
      const verdicts = (parent === undefined ? [] : this.listeners.of(parent)).map((listener) => ({ listener, ...this.judge(listener, ref, route) }));
      return {
        route,
        ref,
        at: route.at('spec', 'parentRefs', index),
        parent,
        listeners: verdicts.flatMap(({ listener, hostnames, why }) => why === undefined ? [{ listener, hostnames }] : []),
        refused: verdicts.flatMap(({ listener, why }) => why === undefined ? [] : [{ listener, why }]),
      };
    });
  }

  private judge(listener: Listener, { sectionName, port }: ParentRef, route: ManifestObject<RouteSpec>): { hostnames: string[]; why?: Refusal } {
    const { spec } = listener;
    const hostnames = servedHostnames(spec.hostname, route.spec.hostnames);
    const checks: readonly (readonly [Refusal, boolean])[] = [
      ['sectionName', sectionName === undefined || sectionName === spec.name],
      ['port', port === undefined || port === spec.port],
      ['kind', takesKind(listener, route)],
      ...this.namespaceChecks(listener, route.namespace),
      ['hostname', hostnames.length > 0],
    ];
    return { hostnames, why: checks.find(([, holds]) => !holds)?.[0] };
  }

  private namespaceChecks({ owner, spec }: Listener, namespace: string): readonly (readonly [Refusal, boolean])[] {
    const isGuess = spec.allowedRoutes?.namespaces?.from === 'Selector' && !this.namespaces.isKnown(namespace);
    return [[isGuess ? 'unknown namespace' : 'namespace', takesFrom(spec, owner.namespace, namespace, this.namespaces)]];
  }
}

function takesKind({ spec }: Listener, route: ManifestObject): boolean {
  const allowed = spec.allowedRoutes?.kinds;
  return allowed === undefined || allowed.length === 0
    ? KINDS_OF_PROTOCOL[spec.protocol]?.includes(route.kind) ?? false
    : allowed.some(({ group, kind }) => kind === route.kind && (group ?? route.group) === route.group);
}

/** The hosts that both name; neither naming one means all. */
function servedHostnames(listener: string | undefined, route: readonly string[] = []): string[] {
  const hosts = route.length === 0 ? [undefined] : route;
  return hosts.map((host) => hostIntersection(listener, host)).filter((host) => host !== undefined);
}
