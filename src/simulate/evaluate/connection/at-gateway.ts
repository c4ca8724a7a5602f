import type { Sending } from './arrive';
import { isCaptured, isGateway, type Entrance } from '../../compile/entrances';
import { listenersAt } from '../../compile/gateway-ports';
import { STATUS_PORT } from '../../compile/gateway-service';
import type { Mesh } from '../../mesh';
import type { Outcome } from '../../outcome';
import { hostOf } from '../../request';
import { encryptionOf } from '../../transport/encryption';
import type { Flow } from '../evaluation';
import { behind, ownAnswer } from '../outcomes';
import { unknown } from '../unknown';

/** What the gateway is spoken to in. */
type Wrapping = 'tls' | 'plaintext';

/**
 * A call from inside of the mesh comes to the pods of a gateway as one from outside does: nothing stands before them, and they show no sign
 * of the mesh by which proxies would encrypt it (pilot/pkg/xds/endpoints/endpoint_builder.go, `security.istio.io/tlsMode`).
 */
export function atGateway(mesh: Mesh, entrance: Entrance, sending: Sending): readonly Outcome[] {
  const { endpoint: { port }, flow, evaluation } = sending;
  const { message, passed = [] } = flow;
  const tables = mesh.entranceTables(entrance);
  const wrapping = wrappingOf(mesh, entrance, sending);
  const numbers = listenersAt(mesh.index, entrance, tables.listeners.map((listener) => listener.port), port);
  const [number = port] = numbers;
  const isForeign = tables.topology?.takesProxyProtocol === true || (message.protocol === 'grpc' && message.isDowngraded === true);
  if (wrapping === undefined || isForeign || numbers.length > 1 || passed.includes(tables.proxy)) {
    return [unknown('gateway-inside', message)];
  }
  if (port === STATUS_PORT) {
    return [behind(ownStatus(flow, wrapping), tables.proxy, [])];
  }
  const scheme = wrapping === 'tls' ? 'https' : 'http';
  const host = flow.serverName ?? hostOf(message.authority);
  const arriving: Flow = {
    ...flow, message: { ...message, scheme }, caller: undefined, serverName: wrapping === 'tls' ? host : undefined, isSealed: undefined, port, passed: [...passed, tables.proxy],
  };
  const open = tables.listeners.filter((listener) => numbers.includes(listener.port));
  return evaluation.enter({ ...tables, listeners: open }, { scheme, port: number, host }, arriving);
}

/** What arrives at the port; undefined: it is not followed what the gateway makes of it. */
function wrappingOf(mesh: Mesh, entrance: Entrance, { from, cluster, endpoint: { port, pods }, flow, isUnread }: Sending): Wrapping | undefined {
  const { message: { scheme }, isSealed } = flow;
  const added = encryptionOf(from, cluster, { membership: 'none', policies: mesh.index.peers.policiesOf(pods) }, port, mesh.settings);
  // A sidecar that reads HTTP finds none in TLS.
  const isMisread = from?.kind === 'sidecar' && !isUnread && scheme === 'https';
  if (added !== 'plaintext' || isMisread || !isGateway(mesh.index, entrance) || isCaptured(mesh.index, entrance)) {
    return undefined;
  }
  const isTls = isSealed ?? (scheme === 'https' && (isUnread || from === undefined || from.kind === 'ztunnel'));
  return isTls ? 'tls' : 'plaintext';
}

/** Envoy tells whether it is ready on a port of its own (tools/packaging/common/envoy_bootstrap.json). */
function ownStatus({ message, received }: Flow, wrapping: Wrapping): Outcome {
  const { protocol, path } = message;
  if (wrapping === 'tls') {
    return ownAnswer({ disposition: 'reset', failure: 'reset', reason: { text: `port ${STATUS_PORT} does not speak TLS` }, received, protocol });
  }
  return path.startsWith('/healthz/ready')
    ? ownAnswer({ disposition: 'responded', status: 200, reason: { text: 'the gateway tells that it is ready' }, received, protocol })
    : ownAnswer({ disposition: 'no-route', status: 404, reason: { text: `on port ${STATUS_PORT} the gateway answers /healthz/ready alone` }, received, protocol });
}
