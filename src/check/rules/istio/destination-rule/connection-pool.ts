import type { ConnectionPool, Http, Tcp } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { durationProblem, limitProblem } from '../values/durations';
import { found, foundIn } from '../verdict';

const HTTP_COUNTS = ['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'] as const;

export function* connectionPoolHits(at: Location, pool?: ConnectionPool): Iterable<Hit> {
  if (pool === undefined) {
    return;
  }
  if (pool.http === undefined && pool.tcp === undefined) {
    yield found(at, 'the connection pool says nothing');
  }
  yield* httpHits(at.at('http'), pool.http);
  yield* tcpHits(at.at('tcp'), pool.tcp);
}

function* httpHits(at: Location, http: Http = {}): Iterable<Hit> {
  for (const field of HTTP_COUNTS) {
    yield* foundIn(at.at(field), http[field], countProblem);
  }
  yield* foundIn(at.at('idleTimeout'), http.idleTimeout, durationProblem);
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    yield found(at.at('useClientProtocol').key(), 'requests are upgraded to HTTP/2 or keep the protocol of the client, not both');
  }
  for (const field of http.http2KeepAlive === undefined ? [] : ['interval', 'timeout'] as const) {
    yield* foundIn(at.at('http2KeepAlive', field), http.http2KeepAlive![field] ?? '', (text) => (
      text === '' ? `http2KeepAlive needs an ${field === 'interval' ? 'interval' : 'interval and a timeout'}` : durationProblem(text)));
  }
}

function* tcpHits(at: Location, tcp: Tcp = {}): Iterable<Hit> {
  yield* foundIn(at.at('maxConnections'), tcp.maxConnections, countProblem);
  yield* foundIn(at.at('connectTimeout'), tcp.connectTimeout, durationProblem);
  yield* foundIn(at.at('maxConnectionDuration'), tcp.maxConnectionDuration, durationProblem);
  yield* foundIn(at.at('idleTimeout'), tcp.idleTimeout, limitProblem);
  yield* foundIn(at.at('tcpKeepalive', 'time'), tcp.tcpKeepalive?.time, durationProblem);
  yield* foundIn(at.at('tcpKeepalive', 'interval'), tcp.tcpKeepalive?.interval, durationProblem);
}

function countProblem(count: number): string | undefined {
  return count < 0 ? `${count} is below 0` : undefined;
}
