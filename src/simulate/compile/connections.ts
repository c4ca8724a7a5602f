import type { TcpRouteSpec, TlsRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { oldestFirst } from '../../manifest/age';
import type { Listener } from '../../manifest/gateway-api/listeners';
import { TCP_ROUTE, TLS_ROUTE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Reason } from '../reason';
import type { ClusterKey, Origin, Passing } from '../tables';
import { wantedOfClients } from './gateway-api/client-certificates';
import { Targets } from './gateway-api/targets';
import { UnusableRoute } from './gateway-api/unusable';
import { originOf } from './origin';

/** A listener, or a server, that passes on what it does not read. */
export interface Connections {
  readonly port: number;
  /** Whether callers have to speak TLS. */
  readonly isTls: boolean;
  /** Whether it ends the TLS of its callers. */
  readonly endsTls: boolean;
  /** Of a server that ends TLS; where it is passed on each route has its own. */
  readonly serverNames: readonly string[];
  readonly origin: Origin;
  readonly unmet?: Reason;
  /** In the order in which they count. */
  readonly routes: readonly ConnectionRoute[];
}

/** Where connections go, those for some server names or any. */
export interface ConnectionRoute {
  readonly serverNames: readonly string[];
  readonly origin: Origin;
  readonly destinations: Passing['destinations'];
}

const L4 = ['TLS', 'TCP'];

/** What listeners of the Gateway API take by TLSRoutes and TCPRoutes (pilot/pkg/config/kube/gateway/conversion.go `convertTLSRoute`, `convertTCPRoute`). */
export function listenerConnections(index: ManifestIndex, listeners: readonly Listener[]): readonly Connections[] {
  return listeners.filter(({ spec }) => L4.includes(spec.protocol)).map((listener) => {
    const { spec } = listener;
    const isTls = spec.protocol === 'TLS';
    return {
      port: spec.port,
      isTls,
      endsTls: isTls && spec.tls?.mode !== 'Passthrough',
      serverNames: [spec.hostname ?? '*'],
      origin: originOf(listener.owner, 'spec', 'listeners', listener.index),
      unmet: isTls ? wantedOfClients(listener) : undefined,
      routes: connectionRoutes(index, listener),
    };
  });
}

function connectionRoutes(index: ManifestIndex, listener: Listener): readonly ConnectionRoute[] {
  const taken = index.attachments.on(listener);
  return oldestFirst(taken.map(({ route }) => route)).flatMap((route) => {
    const { hostnames } = taken.find((each) => each.route === route)!;
    return route.is(TLS_ROUTE) || route.is(TCP_ROUTE)
      ? (route.spec.rules ?? []).flatMap((_, i) => ruleOf(index, route, i, hostnames))
      : [];
  });
}

type L4Route = ManifestObject<TlsRouteSpec | TcpRouteSpec>;

function ruleOf(index: ManifestIndex, route: L4Route, i: number, serverNames: readonly string[]): readonly ConnectionRoute[] {
  const targets = new Targets(index, route, true);
  const { backendRefs = [] } = route.spec.rules![i];
  try {
    const destinations = backendRefs.flatMap((ref, j) => {
      const { weight = 1 } = ref;
      const { host, port = 0 } = weight === 0 ? { host: '' } : targets.resolve(ref);
      return weight === 0 ? [] : [{ cluster: { host, port }, weight, origin: originOf(route, 'spec', 'rules', i, 'backendRefs', j) }];
    });
    return [{ serverNames, origin: originOf(route, 'spec', 'rules', i), destinations: destinations.length === 0 ? [nobody(route, i)] : destinations }];
  } catch (error) {
    if (error instanceof UnusableRoute) {
      return [];
    }
    throw error;
  }
}

const NOWHERE: ClusterKey = { host: '', port: 0 };

/** Without a backend that has a weight, connections are taken and closed. */
function nobody(route: ManifestObject, i: number): Passing['destinations'][number] {
  return { cluster: NOWHERE, weight: 1, origin: originOf(route, 'spec', 'rules', i) };
}
