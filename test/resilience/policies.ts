import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { HashAlgorithm } from '../../src/resilience/hash-algorithm';
import { HashKey } from '../../src/resilience/hash-key';
import { LoadBalancing } from '../../src/resilience/load-balancing';
import { LocalityPreference } from '../../src/resilience/locality-preference';
import type { TrafficPolicy } from '../../src/resilience/traffic-policy';

/** Mostly usable values, with some that are not. */
function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: bad });
}

/** Few fields at a time: the more there are, the less often all of them are usable. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const seldom = Object.entries(fields).map(([key, field]) => [key, sometimes(field as fc.Arbitrary<unknown>)]);
  return fc.record(Object.fromEntries(seldom)) as fc.Arbitrary<Partial<T>>;
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const count = mostly(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(-1, 0, 0.5, 2 ** 31, 2 ** 33, NaN));
const threshold = fc.oneof(fc.integer({ min: 0, max: 10 }), count);
const percent = mostly(fc.integer({ min: 0, max: 100 }), fc.constantFrom(-1, 100.5, 101, NaN));
const time = mostly(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(0, 0.5, 1.5)).map((ms) => Duration.millis(ms));
const seconds = mostly(fc.integer({ min: 1, max: 32_767 }), fc.constantFrom(0, 1.5, 32_768)).map((s) => Duration.seconds(s));
const name = mostly(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), fc.constantFrom('', 'a b', 'ü', 'a;b'));
const part = mostly(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '*', 'a*'));
const locality = mostly(
  fc.constantFrom('a', 'a/b', 'a/b/c', 'a/b/*', 'b', 'b/*', 'c/a', 'c/b/a', 'c/b/b', '*'),
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
);
const weights = fc.oneof(
  fc.tuple(locality, locality, fc.integer({ min: 1, max: 99 })).map(([a, b, weight]) => ({ [a]: weight, [b]: 100 - weight })),
  locality.map((only) => ({ [only]: 100 })),
  fc.dictionary(locality, fc.integer({ min: -1, max: 101 }), { maxKeys: 3 }),
);

const warmup = fc.record({
  duration: time,
  minimumPercent: sometimes(percent),
  aggression: fc.option(mostly(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.constantFrom(0, -1, NaN)), { nil: undefined }),
});

const hashKey = fc.oneof(
  name.map((text) => HashKey.header(text)),
  name.map((text) => HashKey.queryParameter(text)),
  fc.constant(HashKey.sourceIp()),
  fc.tuple(name, record({ ttl: seconds, path: fc.constantFrom('/', '/v1', 'v1', '/;'), attributes: fc.dictionary(name, name, { maxKeys: 2 }) }))
    .map(([text, options]) => HashKey.cookie(text, options)),
);

const algorithm = fc.oneof(
  mostly(fc.integer({ min: 1, max: 8_388_608 }), fc.constantFrom(0, -1, 8_388_609)).map((size) => HashAlgorithm.ringHash(size)),
  fc.constantFrom(2, 3, 65_537, 4_999_999, 65_536, 1, 0, 5_000_011).map((size) => HashAlgorithm.maglev(size)),
);

const loadBalancing = fc.oneof(
  sometimes(warmup).map((warming) => LoadBalancing.leastRequest({ warmup: warming })),
  sometimes(warmup).map((warming) => LoadBalancing.roundRobin({ warmup: warming })),
  fc.constant(LoadBalancing.random()),
  fc.tuple(hashKey, sometimes(algorithm)).map(([key, by]) => LoadBalancing.consistentHash(key, by)),
);

const localityPreference = fc.oneof(
  fc.constant(LocalityPreference.nearest()),
  fc.constant(LocalityPreference.disabled()),
  fc.array(fc.record({ source: locality, to: weights }), { maxLength: 2 }).map((entries) => LocalityPreference.distribute(entries)),
  fc.array(fc.record({ source: part, to: part }), { maxLength: 3 }).map((entries) => LocalityPreference.failover(entries)),
  fc.array(name, { maxLength: 3 }).map((labels) => LocalityPreference.failoverPriority(labels)),
);

const connectionPool = record({
  maxConnections: count,
  connectTimeout: time,
  tcpKeepalive: record({ probes: mostly(fc.integer({ min: 1, max: 127 }), fc.constantFrom(0, 128)), time: seconds, interval: seconds }),
  maxConnectionDuration: time,
  tcpIdleTimeout: time,
  maxPendingRequests: count,
  maxRequests: count,
  maxRequestsPerConnection: count,
  maxRetries: count,
  idleTimeout: time,
  maxConcurrentStreams: count,
  http2KeepAlive: fc.record({ interval: time, timeout: time }),
});

const outlierDetection = record({
  consecutive5xxErrors: threshold,
  consecutiveGatewayErrors: threshold,
  consecutiveLocalOriginFailures: count,
  splitExternalLocalOriginErrors: fc.boolean(),
  interval: time,
  baseEjectionTime: time,
  maxEjectionPercent: percent,
  minHealthPercent: percent,
});

export const policies: fc.Arbitrary<TrafficPolicy> = record({
  connectionPool,
  outlierDetection,
  loadBalancing,
  locality: localityPreference,
  retryBudget: record({ percent, minRetryConcurrency: count, budgetInterval: time }),
});
