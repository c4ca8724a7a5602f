import type {
  VirtualServiceCorsPolicy, VirtualServiceDirectResponse, VirtualServiceFault, VirtualServiceRedirect, VirtualServiceRetries, VirtualServiceRewrite,
} from '../../../../imports/networking.istio.io';
import { parseDuration } from '../../../manifest/duration';
import { exactly } from '../../string-match';
import type { Cors, Fault } from '../../tables';
import type { Rule, RuleRedirect, RuleRetry, RuleRewrite } from '../rule';
import { comparison } from './matches';

/** Envoy counts in millionths, and what is less is lost (pilot/pkg/networking/core/route/route.go `translatePercentToFractionalPercent`). */
export function perMillion(percent: number): number {
  return Math.floor(percent * 10_000);
}

export function redirectOf({ redirectCode = 301, scheme, authority, port, derivePort, uri, prefixRewrite }: VirtualServiceRedirect): RuleRedirect {
  const derived = derivePort === 'FROM_REQUEST_PORT' ? 'request' : 'protocol';
  return { status: redirectCode || 301, scheme, host: authority, port: port ?? derived, path: uri, prefix: prefixRewrite };
}

export function directResponse({ status, body }: VirtualServiceDirectResponse): Rule['response'] {
  return { status, body: body?.string ?? body?.bytes };
}

export function rewriteOf({ uri, authority, uriRegexRewrite }: VirtualServiceRewrite): RuleRewrite {
  const { match, rewrite } = uriRegexRewrite ?? {};
  return { prefix: uri, host: authority || undefined, regex: match === undefined ? undefined : { match, value: rewrite ?? '' } };
}

export function retryOf({ attempts = 0, retryOn, perTryTimeout, backoff, retryIgnorePreviousHosts }: VirtualServiceRetries): RuleRetry {
  return {
    attempts,
    on: retryOn,
    perTry: parseDuration(perTryTimeout) || undefined,
    backOff: parseDuration(backoff),
    ignoresPrevious: retryIgnorePreviousHosts,
  };
}

/** The codes of gRPC by their names (google.golang.org/grpc/codes). */
const GRPC_CODES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

/** A percentage that is unset means never, but for the older `percent` of a delay. */
export function faultOf({ delay, abort }: VirtualServiceFault): Fault {
  return {
    delay: delay?.fixedDelay === undefined ? undefined : {
      millis: parseDuration(delay.fixedDelay)!,
      perMillion: perMillion(delay.percentage === undefined ? delay.percent ?? 0 : delay.percentage.value ?? 0),
    },
    abort: abort && {
      status: abort.httpStatus,
      grpc: abort.grpcStatus === undefined ? undefined : GRPC_CODES.indexOf(abort.grpcStatus),
      perMillion: perMillion(abort.percentage?.value ?? 0),
    },
  };
}

export function corsOf(policy: VirtualServiceCorsPolicy): Cors {
  const { allowOrigins, allowOrigin = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge, allowCredentials = false } = policy;
  return {
    origins: allowOrigins?.map(comparison) ?? allowOrigin.map(exactly),
    methods: allowMethods.join(','),
    headers: allowHeaders.join(','),
    expose: exposeHeaders.join(','),
    maxAge: maxAge === undefined ? undefined : Math.floor(parseDuration(maxAge)! / 1000),
    credentials: allowCredentials,
    forwardsUnmatched: policy.unmatchedPreflights !== 'IGNORE',
  };
}
