import { arrive } from './arrive';
import { connect, throughWaypoint, type Wires } from './connect';
import { DataPlane } from '../../../core/versions/data-plane';
import { goesOutPastSidecar } from '../../../manifest/istio/capture';
import type { Membership } from '../../../manifest/namespaces';
import type { PodSet } from '../../../manifest/pods';
import { workloadName } from '../../compile/clusters';
import { proxyOf } from '../../compile/inbound';
import { isAlias, type RegistryHost, type RegistryPort } from '../../compile/registry';
import { Fraction } from '../../fraction';
import type { Mesh } from '../../mesh';
import type { Outcome } from '../../outcome';
import type { Reason } from '../../reason';
import { type FullName, hostOf, messageOf, type SimulatedRequest } from '../../request';
import type { Step } from '../../steps';
import type { ClusterKey, Endpoint, ProxyTables } from '../../tables';
import type { Flow } from '../evaluation';
import { findVirtualHost, mostSpecific } from './listener';
import { behind, ownAnswer, withShare } from '../outcomes';
import { passedThrough, toAddress } from './passed-through';
import { throughProxy } from '../proxy';
import { unknown } from '../unknown';

/** A request of a workload, and all that decides on it. */
export interface Calling extends Wires {
  readonly request: SimulatedRequest & { readonly source: FullName };
}

/** A request that pods send: their sidecar takes it, or ztunnel, or nobody does. */
export function fromWorkload(calling: Calling): readonly Outcome[] {
  const { mesh, request } = calling;
  const pods = podsOf(mesh, request.source);
  if (pods === undefined) {
    return [unknown('no-source', request)];
  }
  if (request.pod !== undefined) {
    return toPod(calling, pods, request.pod);
  }
  const target = mesh.resolve(request.url.host, pods.namespace);
  if (membershipOf(mesh, pods, request.url.port) !== DataPlane.SIDECAR) {
    return fromNode(calling, pods, mesh.unaliased(target));
  }
  const named = [target, mesh.resolve(namedHost(request), pods.namespace)].filter((each) => each !== undefined);
  const isChosen = mesh.index.sidecars.of(pods) !== undefined && named.some(isAlias);
  return isChosen ? [unknown('alias', request)] : fromSidecar(calling, pods, mesh.unaliased(target));
}

/** How pods take part with calls to a port: their sidecar may leave it to them. */
function membershipOf({ index }: Mesh, pods: PodSet, port: number): Membership {
  const membership = index.namespaces.membership(pods);
  return membership === DataPlane.SIDECAR && goesOutPastSidecar(pods, port) ? 'none' : membership;
}

/** The first pods of the account, by name. */
function podsOf({ index }: Mesh, { namespace, name }: FullName): PodSet | undefined {
  return index.pods.in(namespace).filter(({ serviceAccount }) => serviceAccount === name)
    .reduce<PodSet | undefined>((first, each) => (first === undefined || each.owner.name < first.owner.name ? each : first), undefined);
}

/** A sidecar finds the route by the host that the request names, not by the address. */
function fromSidecar(calling: Calling, pods: PodSet, target: RegistryHost | undefined): readonly Outcome[] {
  const { mesh, request, evaluation } = calling;
  const { port } = request.url;
  const called = target?.ports.find((each) => each.port === port);
  const tables = mesh.outbound(pods, port);
  const [listener] = tables.listeners;
  if (called?.protocol === 'tcp' && mesh.sees(pods, target!, port)) {
    return unread(calling, pods, tables, { target: target!, port: called });
  }
  const isKnown = findVirtualHost(listener, namedHost(request)) !== undefined;
  if (isKnown) {
    return throughProxy(tables, listener, flowOf(request), evaluation);
  }
  return pastSidecar(calling, pods, tables, target);
}

/** A connection that the sidecar does not read: a VirtualService says where it goes, or it goes where it was sent. */
function unread(calling: Calling, pods: PodSet, tables: ProxyTables, { target, port }: Called): readonly Outcome[] {
  const { mesh, request } = calling;
  const { proxy } = tables;
  const { routes, comparesAddresses } = mesh.connections(pods, target, port);
  const connecting = { from: proxy, namespace: proxy.namespace };
  if (comparesAddresses) {
    return [behind(unknown('called-address', request), proxy, [])];
  }
  if (mesh.sharesPort(pods, target, port.port, request.url.scheme === 'https')) {
    return [behind(unknown('shared-listener', request), proxy, [])];
  }
  if (routes.length === 0) {
    return connect(calling, { ...connecting, key: { host: target.host, port: port.port } }, flowOf(request));
  }
  const serverName = request.url.scheme === 'https' ? request.url.host : '';
  const route = mostSpecific(routes, serverName, ({ serverNames }) => serverNames);
  if (route === undefined) {
    return pastSidecar(calling, pods, tables, target);
  }
  const sum = route.destinations.reduce((total, { weight }) => total + weight, 0);
  return route.destinations.flatMap(({ cluster, weight, origin }) => {
    const share = Fraction.of(weight, sum);
    const split: Step = { kind: 'split', origin, cluster, share, of: route.destinations.length };
    return connect(calling, { ...connecting, key: cluster }, flowOf(request), [split]).map((outcome) => withShare(outcome, share));
  });
}

/** A port of a host that was called. */
interface Called {
  readonly target: RegistryHost;
  readonly port: RegistryPort;
}

/** What the sidecar knows no way for. */
function pastSidecar(calling: Calling, pods: PodSet, tables: ProxyTables, target: RegistryHost | undefined): readonly Outcome[] {
  const { mesh, request } = calling;
  const limit = mesh.outboundLimit(pods);
  const hidden = target && mesh.whyUnseen(pods, target, request.url.port);
  if (limit !== undefined) {
    return [unknownHost(tables, hidden ?? limit, request)];
  }
  if (target?.service !== undefined) {
    return [toAddress(calling, pods, target, flowOf(request), hidden)];
  }
  return [hidden === undefined ? unknown('unknown-host', request) : behind(unknown('past-sidecar', request, hidden), tables.proxy, [])];
}

/** What a sidecar reads it answers itself, by a route of its own for all other hosts; else it closes the connection (pilot/pkg/networking/core/httproute.go `buildCatchAllVirtualHost`). */
function unknownHost({ proxy, listeners: [listener] }: ProxyTables, reason: Reason, request: SimulatedRequest): Outcome {
  const { url: { scheme }, protocol } = request;
  const ending = scheme === 'http' && listener.virtualHosts.length > 0 ? { status: BLOCKED } : { failure: 'reset' as const };
  const answer = ownAnswer({ disposition: 'no-route', ...ending, reason, received: {}, protocol });
  return behind(answer, proxy, [{ kind: 'listener', port: listener.port, listener }, { kind: 'virtual-host', host: namedHost(request), others: [reason] }]);
}

const BLOCKED = 502;

/** ztunnel, or nobody, finds the Service by its address, and a waypoint before it. */
function fromNode(calling: Calling, pods: PodSet, target: RegistryHost | undefined): readonly Outcome[] {
  const { mesh, request } = calling;
  const { port } = request.url;
  if (target === undefined) {
    return [unknown('unknown-host', request)];
  }
  const isAmbient = mesh.index.namespaces.membership(pods) === DataPlane.AMBIENT;
  const waypoint = isAmbient ? mesh.waypoint(target, port) : undefined;
  const key: ClusterKey = { host: target.host, port };
  return waypoint === undefined
    ? connect(calling, { from: isAmbient ? proxyOf('ztunnel', pods) : undefined, namespace: pods.namespace, key }, flowOf(request))
    : throughWaypoint(calling, waypoint, key, { ...flowOf(request), serverName: undefined, caller: request.source });
}

/** A pod by its own address: no Service, no waypoint. A sidecar that knows the address by a headless Service calls as that, of another it takes it for one outside of the mesh. */
function toPod({ mesh, request, evaluation, behaviors }: Calling, pods: PodSet, target: FullName): readonly Outcome[] {
  const found = mesh.index.pods.in(target.namespace).find((each) => workloadName(each).name === target.name);
  if (found === undefined) {
    return [unknown('unknown-host', request)];
  }
  const endpoint: Endpoint = { workload: target, pods: found, port: request.url.port, replicas: 1 };
  const membership = membershipOf(mesh, pods, endpoint.port);
  const from = membership === 'none' ? undefined : proxyOf(membership === DataPlane.SIDECAR ? 'sidecar' : 'ztunnel', pods);
  const known = membership === DataPlane.SIDECAR ? mesh.headlessHost(pods, found, endpoint.port) : undefined;
  if (known !== undefined) {
    const cluster = evaluation.cluster(from!, { host: known.host, port: endpoint.port });
    return arrive(mesh, { from, cluster, endpoint, flow: flowOf(request), evaluation, behaviors });
  }
  const limit = membership === DataPlane.SIDECAR ? mesh.outboundLimit(pods) : undefined;
  if (limit !== undefined) {
    return [unknownHost(mesh.outbound(pods, endpoint.port), limit, request)];
  }
  const flow = flowOf(request);
  const outcomes = arrive(mesh, { from, endpoint, flow, evaluation, behaviors });
  return membership === DataPlane.SIDECAR ? outcomes.map((outcome) => passedThrough(outcome, mesh.outbound(pods, endpoint.port), flow)) : outcomes;
}

function namedHost({ url, authority = url.authority }: SimulatedRequest): string {
  return hostOf(authority);
}

function flowOf(request: SimulatedRequest): Flow {
  const serverName = request.url.scheme === 'https' ? request.url.host : undefined;
  return { message: messageOf(request), peer: { kind: 'caller', address: request.sourceIp }, port: request.url.port, serverName, token: request.token, received: {} };
}
