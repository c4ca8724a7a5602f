import type { Duration, Size } from 'cdk8s';
import type { PlainObject } from './plain-data';
import { ifAny, withoutAbsent } from './plain-data';
import { renderSecondsOf } from './seconds';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';

/**
 * How a proxy treats the connections of its callers: `connectionSettings` of a ProxyConfig (istio.io/api v1.31.1,
 * mesh/v1alpha1/proxy.proto), from Istio 1.31 on.
 *
 * Always field by field: Istio's profile EDGE ends a stream that is silent for 300 seconds, which a long generation
 * without streaming is, and gives a connection 32 KiB of buffer, so it is never written.
 */
export interface ConnectionSettings {
  /**
   * The longest silence of a request or its response: `httpStreamIdleTimeout`. The clock starts again with every
   * header and every piece of the body. The wait for the first token is silence, and so is the whole generation
   * where the caller does not stream: keep it above the longest time limit of a route. What exceeds it ends with
   * 504 before the response began, and is cut off after.
   * @default - a stream may be silent as long as its route's time limit allows
   */
  readonly streamIdleTimeout?: Duration;
  /**
   * How long a connection without any request stays open: `httpIdleTimeout`. Never ends a stream.
   * @default - Envoy's own: 1 hour
   */
  readonly connectionIdleTimeout?: Duration;
  /**
   * How long the caller may take to send the headers of a request: `httpRequestHeadersTimeout`. Ends before any
   * response, so a stream does not feel it.
   * @default - no limit
   */
  readonly requestHeadersTimeout?: Duration;
  /**
   * How long the caller may take to send a whole request, body included: `httpRequestTimeout`. Ends when the last
   * byte has been sent on or the response begins, so a stream of tokens does not feel it; a large upload does.
   * @default - no limit
   */
  readonly requestReceiveTimeout?: Duration;
  /**
   * How much a connection buffers before the proxy stops reading: `listenerPerConnectionBufferLimitBytes`. Only
   * gateways follow it (Istio 1.31.1 sets it on no other listener). It does not limit a stream, which flows through;
   * a body that a filter needs whole (endpoint picker, external authorization with body) has to fit.
   * @default - Envoy's own: 1 MiB
   */
  readonly bufferLimit?: Size;
  /**
   * Requests at a time on one HTTP/2 connection: `httpMaxConcurrentStreams`. An open stream of tokens counts until
   * it ends; further requests wait at the caller.
   * @default - Envoy's own
   */
  readonly maxConcurrentStreams?: number;
}

const KIBIBYTE = 1024;

/** Less than one HTTP/2 frame (16 KiB) stalls every connection. */
const MIN_BUFFER = 16 * KIBIBYTE;
const MAX_INT32 = 2 ** 31 - 1;

/** `connectionSettings` as a part of a ProxyConfig. Refused for releases that do not know it. */
export function connectionSettingsConfig(site: Site, settings: ConnectionSettings, target: Target): PlainObject {
  requireCapability(target, 'connectionSettings', site);
  const fields = ifAny({
    httpStreamIdleTimeout: renderSecondsOf(site.at('streamIdleTimeout'), settings.streamIdleTimeout),
    httpIdleTimeout: renderSecondsOf(site.at('connectionIdleTimeout'), settings.connectionIdleTimeout),
    httpRequestHeadersTimeout: renderSecondsOf(site.at('requestHeadersTimeout'), settings.requestHeadersTimeout),
    httpRequestTimeout: renderSecondsOf(site.at('requestReceiveTimeout'), settings.requestReceiveTimeout),
    listenerPerConnectionBufferLimitBytes: settings.bufferLimit && bufferBytes(site.at('bufferLimit'), settings.bufferLimit),
    httpMaxConcurrentStreams: streams(site.at('maxConcurrentStreams'), settings.maxConcurrentStreams),
  });
  if (fields === undefined) {
    return site.fail({ problem: 'sets nothing', got: settings, fix: 'name at least one setting, or leave the prop out' });
  }
  return { connectionSettings: withoutAbsent(fields) };
}

function bufferBytes(site: Site, limit: Size): number {
  return checkInteger(site, limit.toKibibytes() * KIBIBYTE, {
    min: MIN_BUFFER,
    max: MAX_INT32,
    fix: 'give Size.mebibytes(1), which is the default, or more',
  });
}

function streams(site: Site, count: number | undefined): number | undefined {
  return count === undefined
    ? undefined
    : checkInteger(site, count, { min: 1, max: MAX_INT32, fix: 'give more than the streams that one caller keeps open' });
}
