import { nodeId } from './graph';
import { portsOf } from './policy-words';
import type { Survey } from './survey';
import { hasSidecar, workloadPods } from './workloads';
import { DataPlane } from '../core/versions/data-plane';
import { comesInPastSidecar, goesOutPastSidecar } from '../manifest/istio/capture';
import { SERVICE } from '../manifest/kinds';
import type { ManifestObject } from '../manifest/manifest-object';
import type { PodSet } from '../manifest/pods';
import type { ServicePort, ServiceSpec } from '../manifest/shapes';
import { NO_POLICIES } from '../simulate/authorize/proxy-policies';
import { workloadName } from '../simulate/compile/clusters';
import { findVirtualHost } from '../simulate/evaluate/connection/listener';
import { Headers } from '../simulate/headers';
import type { SimulatedRequest } from '../simulate/request';
import type { ClusterKey, Proxy, ProxyTables, RouteEntry } from '../simulate/tables';

/** What can be called: a port of a Service, or of pods by their own address. */
export interface Target {
  readonly request: SimulatedRequest;
  /** The node of a Service that routes. */
  readonly node?: string;
  readonly seenFrom: (pods: PodSet) => View;
}

/** What stands between a caller and a target. */
export interface View {
  readonly guards: readonly ProxyTables[];
  /** Empty where nobody writes any. */
  readonly routes: readonly RouteEntry[];
  readonly isRouted: boolean;
}

export function targetsOf(survey: Survey): readonly Target[] {
  const { index } = survey;
  const services = index.all(SERVICE).flatMap((service) => (
    (service.spec.ports ?? []).filter(({ protocol }) => protocol !== 'UDP').map((port) => serviceTarget(survey, service, port))));
  return [...services, ...workloadPods(index).flatMap((pods) => podTargets(survey, pods))];
}

export function serviceTarget(survey: Survey, service: ManifestObject<ServiceSpec>, { port }: ServicePort): Target {
  const host = survey.index.hosts.fqdnOf(service);
  const isRouted = survey.isRouted(host);
  return {
    request: requestTo(host, port),
    node: isRouted ? nodeId('service', service) : undefined,
    seenFrom: (pods) => viewOf(survey, pods, { host, port }, isRouted),
  };
}

function viewOf(survey: Survey, pods: PodSet, key: ClusterKey, isRouted: boolean): View {
  const { mesh, index } = survey;
  const before = proxyBetween(survey, pods, key);
  const routes = before === undefined ? [] : routesFor(before, key);
  const reader = before?.proxy ?? { namespace: pods.namespace };
  const endpoints = [key, ...clustersOf(routes)].flatMap((cluster) => mesh.cluster(reader, cluster)?.endpoints ?? []);
  const guards = endpoints.flatMap((endpoint) => guardOf(survey, endpoint.pods, endpoint.port));
  const waypoint = before !== undefined && !hasSidecar(index, pods) ? [before] : [];
  // Pods outside of the mesh have nobody who stands before them.
  const open = endpoints.length > 0 && guards.length < endpoints.length && waypoint.length === 0 ? [unguardedBefore(survey, endpoints[0].pods)] : [];
  return { guards: [...waypoint, ...guards, ...open], routes, isRouted: isRouted && before !== undefined };
}

/** What stands before the pods to which routes send. */
export function endpointGuards(survey: Survey, proxy: Proxy, routes: readonly RouteEntry[]): readonly ProxyTables[] {
  const endpoints = clustersOf(routes).flatMap((cluster) => survey.mesh.cluster(proxy, cluster)?.endpoints ?? []);
  return endpoints.flatMap(({ pods, port }) => guardOf(survey, pods, port));
}

function clustersOf(routes: readonly RouteEntry[]): readonly ClusterKey[] {
  return routes.flatMap(({ action }) => (action.kind === 'forward' ? action.clusters : [])).map(({ cluster }) => cluster);
}

function unguardedBefore({ mesh }: Survey, pods: PodSet): ProxyTables {
  return { ...mesh.ztunnel(pods), policies: NO_POLICIES };
}

/** The proxy that routes calls of the pods: their sidecar, or the waypoint of the Service. */
export function proxyBetween({ mesh, index }: Survey, pods: PodSet, { host, port }: ClusterKey): ProxyTables | undefined {
  const target = mesh.resolve(host, pods.namespace);
  const membership = index.namespaces.membership(pods);
  if (target === undefined || membership === 'none' || (membership === DataPlane.SIDECAR && goesOutPastSidecar(pods, port))) {
    return undefined;
  }
  return membership === DataPlane.SIDECAR ? mesh.outbound(pods, port) : mesh.waypoint(target, port);
}

export function routesFor({ listeners: [listener] }: ProxyTables, { host }: ClusterKey): readonly RouteEntry[] {
  return (listener === undefined ? undefined : findVirtualHost(listener, host))?.routes ?? [];
}

function guardOf({ mesh, index }: Survey, pods: PodSet, port: number): readonly ProxyTables[] {
  switch (index.namespaces.membership(pods)) {
    case DataPlane.SIDECAR: return comesInPastSidecar(pods, port) ? [] : [mesh.inbound(pods, port)];
    case DataPlane.AMBIENT: return [mesh.ztunnel(pods)];
    case 'none': return [];
  }
}

/** The ports that its containers open, and those that policies name. */
function podTargets(survey: Survey, pods: PodSet): readonly Target[] {
  const opened = pods.ports.map(({ containerPort }) => containerPort);
  const named = guardOf(survey, pods, 0).flatMap(({ policies }) => portsOf(policies.authorization));
  return [...new Set([...opened, ...named])].map((port) => {
    const guards = guardOf(survey, pods, port);
    const open = guards.length === 0 ? [unguardedBefore(survey, pods)] : guards;
    return { request: { ...requestTo('pod', port), pod: workloadName(pods) }, seenFrom: () => ({ guards: open, routes: [], isRouted: false }) };
  });
}

function requestTo(host: string, port: number): SimulatedRequest {
  const url = { scheme: 'http', authority: `${host}:${port}`, host, port, path: '/' } as const;
  return { method: 'GET', url, headers: Headers.NONE, protocol: 'http1' };
}
