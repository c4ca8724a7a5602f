import { edge, type GraphNode, type GraphPart, node } from './graph';
import { wordsOf } from './policy-words';
import { samplesOf } from './samples';
import type { Survey } from './survey';
import { endpointGuards } from './targets';
import { pathText } from './way-text';
import { isWritten, routeNodeId, type Seen, seenIn } from './ways';
import { groupBy } from '../manifest/group-by';
import { connectionsTo } from '../simulate/compile/default-route';
import type { Entrance } from '../simulate/compile/entrances';
import { Headers } from '../simulate/headers';
import type { ListenerTable, ProxyTables, RouteEntry, VirtualHostTable } from '../simulate/tables';

/** A gateway with its listeners and routes: one of the Gateway API, or pods that Istio's own Gateways configure. */
export function gatewayPart({ mesh }: Survey, entrance: Entrance): GraphPart {
  const { gateway, names } = entrance;
  const tables = mesh.entranceTables(entrance);
  const outside = node('outside', { name: 'outside' });
  const kind = gateway === undefined ? `Gateway ${names.map(({ name }) => name).join(', ')}` : 'Gateway';
  const refusals = new Set(tables.listeners.flatMap(({ refusal, unmet }) => (unmet ?? refusal)?.text ?? []));
  const own = node('gateway', tables.proxy.object, [kind, ...refusals]);
  const ports = [...new Set(openTo(tables).map(spokenAt))];
  return {
    nodes: [...(ports.length === 0 ? [] : [outside]), own, ...routeNodes(tables)],
    edges: ports.length === 0 ? [] : [edge('enters', outside.id, own.id, ports)],
  };
}

/** The listeners by which callers from outside get in. */
function openTo({ listeners }: ProxyTables): readonly ListenerTable[] {
  return listeners.filter(({ unmet }) => unmet === undefined);
}

/** `HTTP 80` */
function spokenAt({ port, isTls, passes }: ListenerTable): string {
  const [open, sealed] = passes === undefined ? ['HTTP', 'HTTPS'] : ['TCP', 'TLS'];
  return `${isTls ? sealed : open} ${port}`;
}

/** A node for each object that routes there, with its hosts, and what it answers itself. */
function routeNodes(tables: ProxyTables): GraphNode[] {
  const read = openTo(tables).flatMap(({ virtualHosts }) => virtualHosts.flatMap(({ domains, routes }) => (
    routes.filter(isWritten).map((route) => ({ route, host: domains[0] })))));
  const passed = openTo(tables).flatMap(({ passes, serverName = '*' }) => (passes === undefined ? [] : [{ route: connectionsTo(passes), host: serverName }]));
  const entries = [...read, ...passed];
  return [...groupBy(entries, ({ route }) => routeNodeId(tables.proxy, route))].map(([id, same]) => {
    const { object } = same[0].route.origin;
    const hosts = [...new Set(same.map(({ host }) => host))].filter((host) => host !== '*').sort();
    const own = [...new Set(same.flatMap(({ route }) => answerText(route) ?? []))];
    return { ...node('route', object, [object.kind, ...hosts, ...own]), id };
  });
}

function answerText({ action, match }: RouteEntry): string | undefined {
  return action.kind === 'forward' ? undefined : `${pathText(match.path)}: ${action.status}`;
}

/** What becomes of requests from outside. */
export function entering(survey: Survey, entrance: Entrance): readonly Seen[] {
  return openTo(survey.mesh.entranceTables(entrance)).flatMap((listener) => {
    const hosts = listener.passes === undefined ? listener.virtualHosts : [{ domains: ['*'], routes: [connectionsTo(listener.passes)] }];
    return hosts.flatMap((virtualHost) => enter(survey, entrance, listener, virtualHost));
  });
}

function enter(survey: Survey, entrance: Entrance, listener: ListenerTable, { domains, routes }: VirtualHostTable): readonly Seen[] {
  const tables = survey.mesh.entranceTables(entrance);
  const { names: [gateway] } = entrance;
  const words = [tables, ...endpointGuards(survey, tables.proxy, routes)].flatMap(({ policies }) => wordsOf(policies.authorization));
  const host = hostFor(domains[0], listener);
  const [scheme, usual] = listener.isTls ? ['https', 443] as const : ['http', 80] as const;
  const authority = listener.port === usual ? host : `${host}:${listener.port}`;
  return samplesOf(routes, words).flatMap(({ method, path, headers }) => survey.tokens.flatMap((token) => (
    survey.simulator.answer({
      gateway, method, token, headers: Headers.of(headers), protocol: 'http1', url: { scheme, authority, host, port: listener.port, path },
    })))).map((outcome) => seenIn(survey, outcome));
}

/** A name that the virtual host is for, and the listener. */
function hostFor(domain: string, { serverName = '*' }: ListenerTable): string {
  const wanted = domain === '*' ? serverName : domain;
  return wanted.replace('*', 'any');
}
