import { hostCovers } from '../../manifest/host-names';
import type { PodSet } from '../../manifest/pods';
import { Memory } from '../memory';
import type { MeshSettings } from '../settings';
import type { ListenerTable, RouteEntry, VirtualHostTable } from '../tables';
import { defaultRoute } from './default-route';
import { domainsOf } from './domains';
import { inPreference, isSeenFrom } from './mesh-route-sets';
import { originOf } from './origin';
import { isAlias, type Registry, type RegistryHost, type RegistryPort } from './registry';
import { type RouteContext, routeEntries } from './route-entry';
import type { RouteSet, RuleMatch } from './rule';
import { isVisible, type Seeing } from './visibility';
import { REFUSED_BESIDE, refusedRoutes, wrongExpression } from './wrong-expressions';

/** The port on which rules for hosts count that no Service has. */
const FOREIGN_PORT = 80;

/** What a sidecar needs for the requests that its pods send. */
export interface SidecarSource extends Seeing {
  readonly registry: Registry;
  /** All that route calls inside of the mesh, the oldest first. */
  readonly sets: readonly RouteSet[];
  /** What is the same for all callers. */
  readonly common: CommonRoutes;
  readonly pods: PodSet;
}

/** What is worked out once for the sidecars of all pods. */
export class CommonRoutes {
  private readonly written = new Memory<RouteSet, WrittenSet>();
  private readonly usual = new Memory<RegistryHost, Memory<number, readonly RouteEntry[]>>();

  constructor(public readonly settings: MeshSettings) {}

  public of(set: RouteSet): WrittenSet {
    return this.written.recall(set, () => writtenSet(set));
  }

  /** Of a host that nobody writes routes for. */
  public usualOf(host: RegistryHost, port: number): readonly RouteEntry[] {
    const origin = () => originOf((host.service ?? host.entry ?? host.pool)!);
    return this.usual.recall(host, () => new Memory()).recall(port, () => [defaultRoute(host.host, port, origin(), this.settings)]);
  }
}

/** A set, as far as it does not matter who calls. */
interface WrittenSet {
  readonly exact: readonly string[];
  /** A VirtualService may name hosts by wildcards. */
  readonly wild: readonly string[];
  readonly asksForCallers: boolean;
  /** Whether it has an expression that Envoy does not take. */
  readonly isWrong: boolean;
  /** By port, unless it asks who calls. */
  readonly routes: Memory<number, readonly RouteEntry[]>;
}

function writtenSet({ hosts, rules, semantics }: RouteSet): WrittenSet {
  return {
    exact: hosts.filter((host) => !host.startsWith('*')),
    wild: semantics === 'gateway-api' ? [] : hosts.filter((host) => host.startsWith('*')),
    asksForCallers: rules.some(({ matches }) => matches.some(({ sourceLabels, sourceNamespace }) => (
      sourceLabels !== undefined || sourceNamespace !== undefined))),
    isWrong: rules.some(({ matches }) => matches.some((match) => wrongExpression(match) !== undefined)),
    routes: new Memory(),
  };
}

/** Equal for pods whose sidecars route alike: of the same namespace and Sidecar, with the same labels as far as rules compare them. */
export function outboundScope({ index, pods }: SidecarSource, compared: readonly string[]): string {
  return JSON.stringify([pods.namespace, index.sidecars.of(pods)?.id, compared.map((name) => pods.labels[name])]);
}

/** The labels of callers that rules compare. */
export function comparedLabels(sets: readonly RouteSet[]): readonly string[] {
  return [...new Set(matchesOf(sets).flatMap(({ sourceLabels = {} }) => Object.keys(sourceLabels)))];
}

/** The routes of a port for requests that leave pods (pilot/pkg/networking/core/httproute.go `BuildSidecarOutboundVirtualHosts`). */
export function outboundListener(source: SidecarSource, port: number): ListenerTable {
  const virtualHosts = virtualHostsAt(source, port);
  const refused = refusedAt(virtualHosts, port);
  if (refused !== undefined) {
    return { port, isTls: false, virtualHosts: [{ domains: ['*'], routes: [refused] }] };
  }
  const isBeside = wrongPorts(source).some((other) => other !== port && refusedAt(virtualHostsAt(source, other), other) !== undefined);
  return { port, isTls: false, virtualHosts, unknown: isBeside ? REFUSED_BESIDE : undefined };
}

function refusedAt(virtualHosts: readonly VirtualHostTable[], port: number): RouteEntry | undefined {
  return refusedRoutes(virtualHosts.flatMap(({ routes }) => routes), port);
}

/** The ports that may have routes that Envoy refuses. */
function wrongPorts({ sets, registry, common }: SidecarSource): readonly number[] {
  const hosts = sets.filter((set) => common.of(set).isWrong).flatMap((set) => set.hosts);
  return [...new Set(hosts.flatMap((host) => registry.find(host)?.ports ?? []).map(({ port }) => port))];
}

function virtualHostsAt(source: SidecarSource, port: number): readonly VirtualHostTable[] {
  const hosts = visibleHosts(source, port);
  const known = new Map(hosts.map((each) => [each.host, each]));
  const sets = visibleSets(source, known, port);
  const virtualHosts: VirtualHostTable[] = [];
  const taken = new Set<string>();
  const add = (domains: readonly string[], routes: readonly RouteEntry[]) => {
    // The first one to name a domain has it.
    const free = domains.filter((domain) => !taken.has(domain));
    free.forEach((domain) => taken.add(domain));
    if (free.length > 0) {
      virtualHosts.push({ domains: free, routes });
    }
  };
  const routed = new Set<string>();
  for (const set of sets) {
    const { services, foreign } = hostsOf(set, known, sets, source);
    const isCalled = services.length > 0 || (foreign.length > 0 && port === FOREIGN_PORT && set.semantics !== 'gateway-api');
    const routes = isCalled ? routesOf(set, source, port) : [];
    if (routes.length === 0) {
      continue;
    }
    foreign.forEach((host) => add([host], routes));
    services.forEach((each) => add(namesOf(source, each), routes));
    services.forEach(({ host }) => routed.add(host));
  }
  hosts.filter((each) => !routed.has(each.host) && !isAlias(each)).forEach((each) => {
    add(namesOf(source, each), source.common.usualOf(each, port));
  });
  return virtualHosts;
}

/** With the names that stand for it; which of these a Sidecar takes along is not followed. */
function namesOf({ index, registry, pods }: SidecarSource, host: RegistryHost): readonly string[] {
  const aliases = index.sidecars.of(pods) === undefined ? registry.aliasesOf(host) : [];
  return [host, ...aliases].flatMap((each) => domainsOf(each, pods.namespace));
}

function routesOf(set: RouteSet, source: SidecarSource, port: number): readonly RouteEntry[] {
  const { asksForCallers, routes } = source.common.of(set);
  const compile = () => routeEntries(set, contextOf(source, port));
  return asksForCallers ? compile() : routes.recall(port, compile);
}

function matchesOf(sets: readonly RouteSet[]): readonly RuleMatch[] {
  return sets.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches));
}

function contextOf({ pods, registry, common }: SidecarSource, port: number): RouteContext {
  return {
    port,
    isTls: false,
    gateways: ['mesh'],
    labels: pods.labels,
    namespace: pods.namespace,
    retries: common.settings.retries,
    // A sidecar looks only among the Services that have the port, and at that one (pilot/pkg/networking/core/httproute.go `servicesByName`).
    portOf: () => port,
    isLiteral: ({ host }) => registry.find(host)?.ports.every((each) => each.port !== port) ?? true,
  };
}

/** The hosts of HTTP that the pods see at the port. */
function visibleHosts({ registry, pods, ...seeing }: SidecarSource, port: number): readonly RegistryHost[] {
  return registry.on(port).filter((each) => protocolAt(each, port) !== 'tcp' && isVisible(seeing, pods, each, port));
}

/** Of a headless Service of TCP a sidecar has a listener for the address of each pod (pilot/pkg/networking/core/listener.go `buildSidecarOutboundListeners`). */
export function headlessHost(source: Pick<SidecarSource, keyof Seeing | 'registry' | 'pods'>, others: PodSet, port: number): RegistryHost | undefined {
  const { index, registry, pods } = source;
  return registry.on(port).find((each) => each.isHeadless && protocolAt(each, port) === 'tcp' && isVisible(source, pods, each, port)
    && each.service !== undefined && index.podsOfService(each.service).includes(others));
}

function protocolAt({ ports }: RegistryHost, port: number): RegistryPort['protocol'] | undefined {
  return ports.find((each) => each.port === port)?.protocol;
}

function visibleSets({ index, versioned, sets, pods }: SidecarSource, known: ReadonlyMap<string, RegistryHost>, port: number): readonly RouteSet[] {
  const seen = sets.filter((set) => isSeenFrom(set, pods.namespace) && set.hosts.some((host) => (
    known.has(host) || index.sidecars.canSee(pods, { fqdn: host, namespace: set.namespace }, port, versioned.egressExceptions))));
  return inPreference(seen, pods.namespace);
}

/** The Services that a set is about, and the hosts that are nobody's (`separateVSHostsAndServices`). */
function hostsOf(set: RouteSet, known: ReadonlyMap<string, RegistryHost>, sets: readonly RouteSet[], { pods, common }: SidecarSource) {
  const { exact, wild } = common.of(set);
  const services = [
    ...exact.map((host) => known.get(host)).filter((each) => each !== undefined),
    ...(wild.length === 0 ? [] : [...known.values()])
      .filter(({ host }) => wild.some((each) => hostCovers(each, host) && mostSpecific(sets, host) === set)),
  ];
  return {
    services: services.filter(({ namespace }) => set.semantics === 'istio' || namespace === set.namespace || set.namespace === pods.namespace),
    foreign: [
      ...exact.filter((host) => !known.has(host)),
      ...wild.filter((host) => ![...known.keys()].some((each) => hostCovers(host, each))),
    ],
  };
}

/** Of wildcards the narrowest one has a Service, unless a set names it in full. */
function mostSpecific(sets: readonly RouteSet[], host: string): RouteSet | undefined {
  if (sets.some(({ hosts }) => hosts.includes(host))) {
    return undefined;
  }
  const covering = sets.flatMap((set) => set.hosts.filter((wild) => wild.startsWith('*') && hostCovers(wild, host)).map((wild) => ({ set, wild })));
  return covering.reduce<{ set: RouteSet; wild: string } | undefined>((best, each) => (
    best === undefined || each.wild.length > best.wild.length ? each : best), undefined)?.set;
}
