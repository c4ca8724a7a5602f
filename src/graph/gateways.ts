import { edge, type GraphNode, type GraphPart, node } from './graph';
import { wordsOf } from './policy-words';
import { samplesOf } from './samples';
import type { Survey } from './survey';
import { endpointGuards } from './targets';
import { pathText } from './way-text';
import { isWritten, routeNodeId, type Seen, seenIn } from './ways';
import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';
import { groupBy } from '../manifest/group-by';
import { GATEWAY } from '../manifest/kinds';
import type { ManifestObject } from '../manifest/manifest-object';
import { Headers } from '../simulate/headers';
import type { ListenerTable, ProxyTables, RouteEntry, VirtualHostTable } from '../simulate/tables';

type Gateway = ManifestObject<GatewaySpec>;

/** Those by which requests come in: all but waypoints. */
export function gatewaysOf({ index }: Survey): readonly Gateway[] {
  return index.all(GATEWAY).filter(({ spec }) => !spec.gatewayClassName?.includes('waypoint'));
}

/** A gateway with its listeners and routes. */
export function gatewayPart({ mesh }: Survey, gateway: Gateway): GraphPart {
  const outside = node('outside', { name: 'outside' });
  const own = node('gateway', gateway, ['Gateway']);
  const ports = (gateway.spec.listeners ?? []).map(({ protocol, port }) => `${protocol} ${port}`);
  return {
    nodes: [outside, own, ...routeNodes(mesh.gateway(gateway))],
    edges: [edge('enters', outside.id, own.id, [...new Set(ports)])],
  };
}

/** A node for each object that routes there, with its hosts, and what it answers itself. */
function routeNodes(tables: ProxyTables): GraphNode[] {
  const entries = tables.listeners.flatMap(({ virtualHosts }) => virtualHosts.flatMap(({ domains, routes }) => (
    routes.filter(isWritten).map((route) => ({ route, host: domains[0] })))));
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
export function entering(survey: Survey, gateway: Gateway): readonly Seen[] {
  const tables = survey.mesh.gateway(gateway);
  return tables.listeners.flatMap((listener) => listener.virtualHosts.flatMap((virtualHost) => enter(survey, gateway, listener, virtualHost)));
}

function enter(survey: Survey, gateway: Gateway, listener: ListenerTable, { domains, routes }: VirtualHostTable): readonly Seen[] {
  const tables = survey.mesh.gateway(gateway);
  const words = [tables, ...endpointGuards(survey, tables.proxy.namespace, routes)].flatMap(({ policies }) => wordsOf(policies.authorization));
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
