import type { Case, CaseRequest, OneOrMany, WrittenBehavior, WrittenToken } from './case';
import { parseDuration } from '../../manifest/duration';
import { Headers } from '../../simulate/headers';
import { authorityOf, type Behavior, type Behaviors, CLIENT_HEADERS, fullName, headersOf, parseUrl, type SimulatedRequest, type Token, usualMethod } from '../../simulate/request';

/** From where the box sends what comes from outside, and where the addresses of its pods begin (conformance/internal/network). */
const OUTSIDE = '10.244.0.1';
const A_POD = '10.244.1.1';

/** The requests that a case sends: lists multiply. */
export function requestsOf({ send }: CaseRequest): readonly SimulatedRequest[] {
  const { source, gateway, pod, token, url, headers = [], body, filler = 0, protocol = 'http1', method = usualMethod(protocol, body) } = send;
  return list(method).flatMap((each) => list(url).map((address) => ({
    source: source === undefined ? undefined : fullName(source),
    sourceIp: source === undefined ? OUTSIDE : A_POD,
    gateway: gateway === undefined ? undefined : fullName(gateway),
    pod: pod === undefined ? undefined : fullName(pod),
    token: token && tokenOf(token),
    method: each,
    url: parseUrl(address),
    headers: Headers.of([...CLIENT_HEADERS[protocol], ...headersOf(headers).entries]),
    authority: authorityOf(headers),
    protocol,
    hasBody: protocol === 'grpc' || body !== undefined,
    body: body?.replaceAll('{filler}', 'x'.repeat(filler)),
  })));
}

export function behaviorsOf(...written: readonly (Readonly<Record<string, WrittenBehavior>> | undefined)[]): Behaviors {
  const merged: Readonly<Record<string, WrittenBehavior>> = Object.assign({}, ...written);
  return Object.fromEntries(Object.entries(merged).map(([name, behavior]) => [name, behaviorOf(behavior)]));
}

/** What a case says that servers speak they speak to every request. */
export function confined(behaviors: Behaviors, speaks: Case['speaks'] = {}): Behaviors {
  return { ...behaviors, ...Object.fromEntries(Object.entries(speaks).map(([name, only]) => [name, { ...behaviors[name], speaks: only }])) };
}

function behaviorOf({ delay, stream, ...behavior }: WrittenBehavior): Behavior {
  return {
    delay: parseDuration(delay),
    stream: stream && { chunks: stream.chunks, every: parseDuration(stream.every)! },
    ...behavior,
  };
}

function tokenOf({ expires, ...token }: WrittenToken): Token {
  const isPast = expires?.startsWith('-') ?? false;
  const millis = parseDuration(expires?.replace('-', ''));
  return { ...token, expires: millis === undefined ? undefined : (isPast ? -millis : millis) / 1000 };
}

function list(value: OneOrMany): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
