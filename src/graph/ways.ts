import { edge, type GraphEdge, type GraphNode, node, nodeId } from './graph';
import { poolOfHost } from './pools';
import type { Survey } from './survey';
import { connectionsTo } from '../simulate/compile/default-route';
import type { Disposition } from '../simulate/dispositions';
import type { Fraction } from '../simulate/fraction';
import type { Hop, Outcome } from '../simulate/outcome';
import type { ListenerStep, MirrorStep, RouteStep, SplitStep, VirtualHostStep } from '../simulate/steps';
import type { ClusterKey, Proxy, RouteEntry } from '../simulate/tables';

/** That a request went from a rule to whoever receives what the rule takes. */
export interface Way {
  readonly kind: 'routes' | 'mirrors';
  /** The node that has the rule. */
  readonly from: string;
  readonly to: string;
  /** Whom the request named, as the proxy has it written: `*.example.com`. */
  readonly host: string;
  readonly route: RouteEntry;
  readonly share: Fraction;
  /** Whether it is one of requests, and not of connections that nobody reads. */
  readonly isRead: boolean;
}

/** What an answer of the simulator adds to a picture. */
export interface Seen {
  readonly ways: readonly Way[];
  /** Those that are no object: hosts outside of the mesh, and nobody. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Where a way ends. */
interface End extends Omit<Seen, 'ways'> {
  readonly id: string;
}

/** The rule of a proxy that sent a request on, and where to. */
interface Leg {
  readonly proxy: Proxy;
  readonly route: RouteEntry;
  readonly split: SplitStep;
  readonly mirrors: readonly MirrorStep[];
  readonly host: string;
  readonly isRead: boolean;
}

/** A gateway's route that answers itself has requests come to it, too. */
function answered({ hops: [first] }: Outcome): Seen {
  const found = first?.steps.find((step): step is RouteStep => step.kind === 'route');
  const isOwn = first?.steps.some((step) => step.kind === 'respond' && step.origin !== undefined) ?? false;
  return isOwn && first?.proxy.kind === 'gateway' && found?.route !== undefined
    ? { ...NOTHING, edges: [edge('routes', nodeId('gateway', first.proxy.object), routeNodeId(first.proxy, found.route), [])] }
    : NOTHING;
}

/** Sent on by everybody who was asked, whether there is somebody in the end or not. */
const ADMITTED: readonly Disposition[] = ['delivered', 'no-backend', 'unknown'];

const NOTHING: Seen = { ways: [], nodes: [], edges: [] };

/** The ways that a request took, from rule to rule; none of one that somebody refused. @param start the Service that was called, where a rule of its own was asked first */
export function seenIn(survey: Survey, outcome: Outcome, start?: string): Seen {
  if (!ADMITTED.includes(outcome.disposition)) {
    return outcome.disposition === 'responded' ? answered(outcome) : NOTHING;
  }
  const legs = outcome.hops.flatMap(legOf).filter(({ route }) => isWritten(route));
  let from = start;
  const parts = legs.map((leg, i): Seen => {
    const { proxy, route, split, mirrors, host, isRead } = leg;
    const own = proxy.kind === 'gateway' ? routeNodeId(proxy, route) : from!;
    const isLast = i === legs.length - 1;
    const end = isLast ? endOf(survey, split.cluster, outcome) : serviceEnd(survey, split.cluster);
    const copies = mirrors.flatMap(({ cluster, share }) => mirrorEnds(survey, proxy, cluster).map((copy) => ({ copy, share })));
    from = end.id;
    return {
      ways: [
        { kind: 'routes', from: own, to: end.id, host, route, share: split.share, isRead },
        ...copies.map(({ copy, share }): Way => ({ kind: 'mirrors', from: own, to: copy.id, host, route, share, isRead })),
      ],
      nodes: [end, ...copies.map(({ copy }) => copy)].flatMap(({ nodes }) => nodes),
      edges: [...(proxy.kind === 'gateway' ? [edge('routes', nodeId('gateway', proxy.object), own, [])] : []), ...end.edges],
    };
  });
  return { ways: parts.flatMap(({ ways }) => ways), nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) };
}

/** The node of a route at a gateway. */
export function routeNodeId({ namespace, object }: Pick<Proxy, 'namespace' | 'object'>, { origin }: RouteEntry): string {
  return nodeId('route', { namespace: origin.object.namespace, name: [origin.object.kind.toLowerCase(), origin.object.name, namespace, object.name].join('/') });
}

/** Nobody wrote the route by which a Service is what it is. */
export function isWritten({ origin: { object } }: RouteEntry): boolean {
  return object.kind.endsWith('Route') || object.kind === 'VirtualService';
}

function legOf({ proxy, steps }: Hop): Leg[] {
  const found = steps.find((step): step is RouteStep => step.kind === 'route');
  const { passes, serverName } = steps.find((step): step is ListenerStep => step.kind === 'listener')?.listener ?? {};
  const route = passes === undefined ? found?.route : connectionsTo(passes);
  const split = steps.find((step): step is SplitStep => step.kind === 'split');
  const host = steps.find((step): step is VirtualHostStep => step.kind === 'virtual-host');
  const mirrors = steps.filter((step): step is MirrorStep => step.kind === 'mirror');
  return route === undefined || split === undefined ? [] : [{ proxy, route, split, mirrors, host: host?.domain ?? serverName ?? '', isRead: passes === undefined }];
}

function serviceEnd({ index }: Survey, { host }: ClusterKey): End {
  return { id: nodeId('service', index.hosts.find(host, '').service!), nodes: [], edges: [] };
}

function endOf(survey: Survey, cluster: ClusterKey, { upstream }: Outcome): End {
  const pool = poolOfHost(survey.index, cluster.host);
  const workload = upstream && survey.idOf(upstream.workload);
  if (isOutside(survey, cluster)) {
    return hostEnd('host', cluster, 'outside of the mesh');
  }
  if (pool !== undefined) {
    const id = nodeId('pool', pool);
    return { id, nodes: [], edges: workload === undefined ? [] : [edge('routes', id, workload, [])] };
  }
  return workload === undefined ? hostEnd('nobody', cluster, 'nobody is there') : { id: workload, nodes: [], edges: [] };
}

function isOutside({ mesh }: Survey, { host }: ClusterKey): boolean {
  return mesh.resolve(host, '')?.entry !== undefined;
}

function hostEnd(kind: 'host' | 'nobody', { host, port }: ClusterKey, detail: string): End {
  const own = node(kind, { name: host === '' ? 'no backend' : `${host}:${port}` }, [detail]);
  return { id: own.id, nodes: [own], edges: [] };
}

function mirrorEnds(survey: Survey, proxy: Proxy, cluster: ClusterKey): End[] {
  const pool = poolOfHost(survey.index, cluster.host);
  const endpoints = survey.mesh.cluster(proxy, cluster)?.endpoints ?? [];
  const ids = pool === undefined ? endpoints.flatMap(({ workload }) => survey.idOf(workload) ?? []) : [nodeId('pool', pool)];
  return [...new Set(ids)].map((id) => ({ id, nodes: [], edges: [] }));
}
