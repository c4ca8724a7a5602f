import type { Duration } from 'cdk8s';
import { checkCount, MAX_INT32, renderTime, renderTimeOrZero } from './limits';
import type { TcpKeepalive } from './tcp-keepalive';
import { renderTcpKeepalive } from './tcp-keepalive';
import type { ConnectionPool as ConnectionPoolSettings, Http, Http2KeepAlive as Http2KeepAliveSettings, Tcp } from '../../imports/networking.istio.io';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';

/**
 * The circuit breaker: limits on connections and requests to one Service (DestinationRule `trafficPolicy.connectionPool`).
 *
 * Every Envoy counts for itself. A limit of 100 at three gateway pods lets 300 through; in sidecar mode each caller's pod has its own.
 * What goes beyond a limit is answered with 503 and the response flag `UO`, without reaching a model server.
 */
export interface ConnectionPool {
  /**
   * Connections to the whole Service, HTTP/1.1 and TCP (`tcp.maxConnections`). A request over HTTP/1.1 has a connection for itself until its
   * answer has ended, so this also bounds the streams of an LLM server that speaks HTTP/1.1. Of TCP connections that a waypoint gets at the
   * same moment as one too many, it may refuse more than that one.
   * @default - no limit
   */
  readonly maxConnections?: number;
  /**
   * How long a connection may take to be made (`tcp.connectTimeout`).
   * @default - the mesh's `connectTimeout`, 10 s unless changed
   */
  readonly connectTimeout?: Duration;
  /**
   * TCP probes that find dead peers on silent connections (`tcp.tcpKeepalive`), useful when a model computes for minutes before it answers.
   * @default - the mesh's `tcpKeepalive`, none unless changed
   */
  readonly tcpKeepalive?: TcpKeepalive;
  /**
   * Age at which a connection is closed (`tcp.maxConnectionDuration`). HTTP requests that are under way on it end first.
   * @default - no limit
   */
  readonly maxConnectionDuration?: Duration;
  /**
   * How long a TCP connection may be silent (`tcp.idleTimeout`); `Duration.seconds(0)` for no limit. It holds for HTTP connections without a
   * request as well, unless `idleTimeout` is given (cluster_traffic_policy.go).
   * @default - 1 hour
   */
  readonly tcpIdleTimeout?: Duration;
  /**
   * Requests that wait for a connection, HTTP/2 included (`http.http1MaxPendingRequests`).
   * @default - no limit
   */
  readonly maxPendingRequests?: number;
  /**
   * Requests under way at the same time, HTTP/1.1 included (`http.http2MaxRequests`).
   * @default - no limit
   */
  readonly maxRequests?: number;
  /**
   * Requests after which a connection is replaced (`http.maxRequestsPerConnection`); 1 switches keep-alive off.
   * @default - no limit
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Retries under way at the same time (`http.maxRetries`). Istio cannot express 0: to forbid retries use the retry policy of the route.
   * @default - no limit
   */
  readonly maxRetries?: number;
  /**
   * How long a connection without any request under way is kept (`http.idleTimeout`). This is not a limit on a stream: a completion that
   * pauses between two tokens has a request under way and is not touched.
   * @default - `tcpIdleTimeout`, otherwise 1 hour
   */
  readonly idleTimeout?: Duration;
  /**
   * Requests under way on one HTTP/2 connection (`http.maxConcurrentStreams`). Only for a backend declared h2c.
   * @default - no limit
   */
  readonly maxConcurrentStreams?: number;
  /**
   * HTTP/2 PING frames that find dead peers (`http.http2KeepAlive`). Only for a backend declared h2c; since Istio 1.31.
   * @default - none
   */
  readonly http2KeepAlive?: Http2KeepAlive;
}

/** HTTP/2 PING frames on a connection to a model server (`trafficPolicy.connectionPool.http.http2KeepAlive`). */
export interface Http2KeepAlive {
  /** Time between two PINGs (`interval`). */
  readonly interval: Duration;
  /** How long the answer may take before the connection is closed (`timeout`). */
  readonly timeout: Duration;
}

/** What the limits are checked against. */
interface PoolContext {
  readonly target: Target;
  readonly h2c: boolean;
}

/** Envoy allows 2^29 requests on a connection at most, says istio.io/api. */
const MAX_REQUESTS_PER_CONNECTION = 2 ** 29;

/** Limits that only a connection known to be HTTP/2 has. */
const HTTP2_ONLY = ['maxConcurrentStreams', 'http2KeepAlive'] as const;

/** The pool, with the upgrade to HTTP/2 that a backend declared h2c gets; undefined where there is neither. */
export function renderConnectionPool(site: Site, pool: ConnectionPool | undefined, context: PoolContext): ConnectionPoolSettings | undefined {
  const settings = {
    http: ifAny<Http>({ ...pool && renderHttp(site, pool, context), h2UpgradePolicy: context.h2c ? 'UPGRADE' : undefined }),
    tcp: pool && ifAny<Tcp>(renderTcp(site, pool)),
  };
  site.check(pool === undefined || Object.values(pool).some((limit) => limit !== undefined), {
    problem: 'must contain at least one limit',
    fix: 'give for example maxRequests, or leave connectionPool out',
  });
  return ifAny(settings);
}

function renderHttp(site: Site, pool: ConnectionPool, context: PoolContext): Http {
  checkHttp2(site, pool, context);
  return {
    http1MaxPendingRequests: checkCount(site.at('maxPendingRequests'), pool.maxPendingRequests, MAX_INT32),
    http2MaxRequests: checkCount(site.at('maxRequests'), pool.maxRequests, MAX_INT32),
    maxRequestsPerConnection: checkCount(site.at('maxRequestsPerConnection'), pool.maxRequestsPerConnection, MAX_REQUESTS_PER_CONNECTION),
    maxRetries: checkCount(site.at('maxRetries'), pool.maxRetries, MAX_INT32),
    idleTimeout: renderTime(site.at('idleTimeout'), pool.idleTimeout),
    maxConcurrentStreams: checkCount(site.at('maxConcurrentStreams'), pool.maxConcurrentStreams, MAX_INT32),
    http2KeepAlive: pool.http2KeepAlive && renderHttp2KeepAlive(site.at('http2KeepAlive'), pool.http2KeepAlive, context.target),
  };
}

function renderTcp(site: Site, pool: ConnectionPool): Tcp {
  return {
    maxConnections: checkCount(site.at('maxConnections'), pool.maxConnections, MAX_INT32),
    connectTimeout: renderTime(site.at('connectTimeout'), pool.connectTimeout),
    tcpKeepalive: pool.tcpKeepalive && renderTcpKeepalive(site.at('tcpKeepalive'), pool.tcpKeepalive),
    maxConnectionDuration: renderTime(site.at('maxConnectionDuration'), pool.maxConnectionDuration),
    idleTimeout: renderTimeOrZero(site.at('tcpIdleTimeout'), pool.tcpIdleTimeout),
  };
}

/** istiod sets these on clusters of explicit HTTP/2 only, and drops them elsewhere without a word. */
function checkHttp2(site: Site, pool: ConnectionPool, { h2c }: PoolContext): void {
  for (const prop of HTTP2_ONLY) {
    site.at(prop).check(h2c || pool[prop] === undefined, {
      problem: 'has an effect on HTTP/2 only, and the backend is not declared h2c',
      fix: 'declare its port h2c if the model server speaks HTTP/2 without TLS, or leave this out',
    });
  }
}

function renderHttp2KeepAlive(site: Site, { interval, timeout }: Http2KeepAlive, target: Target): Http2KeepAliveSettings {
  requireCapability(target, 'http2KeepAlive', site);
  return { interval: renderTime(site.at('interval'), interval), timeout: renderTime(site.at('timeout'), timeout) };
}

function ifAny<T extends object>(block: T): T | undefined {
  return Object.values(block).some((value) => value !== undefined) ? block : undefined;
}
