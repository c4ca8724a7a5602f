import { NO_ADDRESS } from '../../authorize/address';
import type { Attributes } from '../../authorize/attributes';
import { forwardedFor, isUntold, type Peer, withCaller } from '../../forwarded-for';
import type { ProxyTables } from '../../tables';
import type { Flow } from '../evaluation';

/** A gateway or a waypoint that hands a request on. */
export const A_PROXY: Peer = { kind: 'proxy' };

/** Any address, for the question whether it would matter. */
const SOME_ADDRESS = '192.0.2.1';

/** The proxy as far as addresses go. */
export type AddressReader = Pick<ProxyTables, 'proxy' | 'readsHttp' | 'topology'>;

/**
 * Gateways write their peer down behind the trusted proxies, whose addresses they pass over; others believe the last one of the header
 * (istio.io/istio pilot/pkg/networking/core/listener_builder.go `UseRemoteAddress`). In a waypoint requests come out of a tunnel, which
 * keeps the address of the caller only as the remote one (Envoy, `envoy.filters.listener.original_dst.remote_ip`).
 */
export function addressesOf({ peer, message }: Flow, { proxy, readsHttp, topology }: AddressReader): Pick<Attributes, 'sourceIp' | 'remoteIp'> {
  const written = readsHttp ? forwardedFor(message.headers, topology?.numTrustedProxies ?? 0) : undefined;
  const direct = topology?.takesProxyProtocol ? undefined : peer.address;
  return {
    sourceIp: proxy.kind === 'waypoint' ? NO_ADDRESS : direct,
    remoteIp: written === undefined ? peer.address : told(written),
  };
}

/** The request as it would be if the caller had told an address. */
export function withSomeAddress(flow: Flow): Flow {
  const { peer, message } = flow;
  const known = peer.kind === 'caller' ? { ...peer, address: peer.address ?? SOME_ADDRESS } : peer;
  return { ...flow, peer: known, message: { ...message, headers: withCaller(message.headers, SOME_ADDRESS) } };
}

function told(written: string): string | undefined {
  return isUntold(written) ? undefined : written;
}
