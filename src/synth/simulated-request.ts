import type { MeshRequest, RequestToken } from './mesh-request';
import { Headers } from '../simulate/headers';
import { addressOf, authorityOf, type Behaviors, CLIENT_HEADERS, fullName, headersOf, methodOf, type SimulatedRequest, type Token, urlOf, usualMethod } from '../simulate/request';
import { RequestError } from '../simulate/request-error';

/** When the time of an expired token passed, in seconds from now: longer ago than clocks may differ (Envoy, JwtProvider.clock_skew_seconds). */
const EXPIRED = -3600;

/** @throws for what no client would send, or nobody means */
export function requestOf(written: MeshRequest): SimulatedRequest {
  const { url, headers = {}, protocol = 'http1', body, method = usualMethod(protocol, body), token, source, sourceIp, gateway } = written;
  if (source !== undefined && gateway !== undefined) {
    throw new RequestError(`a request is sent by a workload or comes in by a Gateway: leave out source or gateway, got ${source} and ${gateway}`);
  }
  const named = Object.entries(headers);
  return {
    method: methodOf(method),
    url: urlOf(url),
    headers: Headers.of([...CLIENT_HEADERS[protocol], ...headersOf(named).entries]),
    authority: authorityOf(named),
    protocol,
    body,
    hasBody: protocol === 'grpc' || body !== undefined,
    token: token && tokenOf(token),
    source: source === undefined ? undefined : fullName(source),
    sourceIp: sourceIp === undefined ? undefined : addressOf(sourceIp),
    gateway: gateway === undefined ? undefined : fullName(gateway),
  };
}

function tokenOf({ expired = false, ...token }: RequestToken): Token {
  return { ...token, ...(expired && { expires: EXPIRED }) };
}

export function behaviorsOf({ backends = {} }: MeshRequest): Behaviors {
  return Object.fromEntries(Object.entries(backends).map(([workload, { _behavior }]) => [workload, _behavior]));
}
