import * as fc from 'fast-check';
import type { Struct, Value } from './recipe';
import * as texts from './texts';
import { anyBoolean, call, count, dictionary, filled, list, percentage, seconds, struct, time } from './values';
import type {
  ConnectionPool, HashCookieOptions, Http2KeepAlive, LoadBalancingOptions, LocalityDistribution, LocalityFailover, OutlierDetection, RetryBudget,
  TcpKeepalive, TrafficPolicy, Warmup,
} from '../../src';

const MAX_INT32 = 2 ** 31 - 1;
const MAX_UINT32 = 2 ** 32 - 1;

export function trafficPolicy(): fc.Arbitrary<Struct> {
  return filled(struct<TrafficPolicy>({
    connectionPool: connectionPool(),
    outlierDetection: outlierDetection(),
    loadBalancing: loadBalancing(),
    locality: locality(),
    retryBudget: retryBudget(),
  }, { presence: 55 }));
}

function connectionPool(): fc.Arbitrary<Struct> {
  return filled(struct<ConnectionPool>({
    maxConnections: count(1, MAX_INT32),
    connectTimeout: time(),
    tcpKeepalive: struct<TcpKeepalive>({ probes: count(1, 127), time: seconds(1, 32_767), interval: seconds(1, 32_767) }),
    maxConnectionDuration: time(),
    tcpIdleTimeout: fc.oneof(time(), fc.constant({ $millis: 0 })),
    maxPendingRequests: count(1, MAX_INT32),
    maxRequests: count(1, MAX_INT32),
    maxRequestsPerConnection: count(1, 2 ** 29),
    maxRetries: count(1, MAX_INT32),
    idleTimeout: time(),
    maxConcurrentStreams: count(1, MAX_INT32),
    http2KeepAlive: struct<Http2KeepAlive>({ interval: time(), timeout: time() }, { required: ['interval', 'timeout'] }),
  }));
}

function outlierDetection(): fc.Arbitrary<Struct> {
  return struct<OutlierDetection>({
    consecutive5xxErrors: fc.oneof(count(0, MAX_UINT32), fc.constant(0)),
    consecutiveGatewayErrors: count(0, MAX_UINT32),
    consecutiveLocalOriginFailures: count(1, MAX_UINT32),
    splitExternalLocalOriginErrors: anyBoolean(),
    interval: time(),
    baseEjectionTime: time(),
    maxEjectionPercent: count(1, 99),
    minHealthPercent: count(0, 100),
  }).map(withTriggers);
}

/** Triggers that go together. */
function withTriggers(outlier: Struct): Struct {
  const fitted = { ...outlier };
  const all = fitted.consecutive5xxErrors ?? 5;
  if (all > 0 && fitted.consecutiveGatewayErrors >= all) {
    fitted.consecutiveGatewayErrors = all - 1;
  }
  if (fitted.consecutiveLocalOriginFailures !== undefined && fitted.splitExternalLocalOriginErrors === false) {
    delete fitted.splitExternalLocalOriginErrors;
  }
  const split = fitted.splitExternalLocalOriginErrors ?? fitted.consecutiveLocalOriginFailures !== undefined;
  if (all === 0 && !fitted.consecutiveGatewayErrors && !split) {
    fitted.consecutiveGatewayErrors = 3;
  }
  return fitted;
}

function loadBalancing(): fc.Arbitrary<Value> {
  const warmup = struct<Warmup>({
    duration: time(),
    minimumPercent: percentage(),
    aggression: fc.constantFrom(1, 1.5, 3, 0.5),
  }, { required: ['duration'], presence: 65 });
  const options = struct<LoadBalancingOptions>({ warmup }, { presence: 85 });
  // Small ones: every proxy of the mesh in a box keeps each of them in memory.
  const algorithm = fc.oneof(
    call('HashAlgorithm.ringHash'), call('HashAlgorithm.ringHash', count(1, 16_384)),
    call('HashAlgorithm.maglev'), call('HashAlgorithm.maglev', fc.constantFrom(2, 101, 65_537)),
  );
  return fc.oneof(
    call('LoadBalancing.leastRequest'), { weight: 2, arbitrary: call('LoadBalancing.leastRequest', options) },
    call('LoadBalancing.roundRobin'), { weight: 2, arbitrary: call('LoadBalancing.roundRobin', options) },
    call('LoadBalancing.random'),
    { weight: 3, arbitrary: call('LoadBalancing.consistentHash', hashKey()) },
    { weight: 4, arbitrary: call('LoadBalancing.consistentHash', hashKey(), algorithm) },
  );
}

function hashKey(): fc.Arbitrary<Value> {
  const cookie = fc.constantFrom('session', 'x!y');
  const set = struct<HashCookieOptions>({
    ttl: fc.oneof(seconds(1, 86_400), fc.constant({ $millis: 0 })),
    path: fc.constantFrom('/', '/v1'),
    attributes: dictionary(fc.constantFrom('SameSite', 'Secure', 'HttpOnly'), fc.constantFrom('', 'Strict', 'Lax')),
  }, { required: ['ttl'] });
  return fc.oneof(
    call('HashKey.header', texts.header()),
    call('HashKey.cookie', cookie),
    { weight: 2, arbitrary: call('HashKey.cookie', cookie, set) },
    call('HashKey.sourceIp'),
    call('HashKey.queryParameter', fc.constantFrom('session', 'a b', 'q[]')),
  );
}

function locality(): fc.Arbitrary<Value> {
  const distribution = struct<LocalityDistribution>({
    source: fc.constantFrom('us-west/zone-1/*', 'eu/a', '*'),
    to: fc.constantFrom({ 'us-west/zone-1/*': 80, 'us-west/zone-2/*': 20 }, { eu: 100 }, { 'a/b/c': 1, 'a/b/d': 99 }),
  }, { required: ['source', 'to'] });
  const failover = fc.constantFrom(['us', 'eu'], ['ap', 'eu'], ['eu', 'us'])
    .map(([source, to]): LocalityFailover => ({ source, to }));
  const priority = fc.constantFrom('topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'version=v1', 'network');
  return fc.oneof(
    call('LocalityPreference.nearest'),
    call('LocalityPreference.disabled'),
    call('LocalityPreference.distribute', fc.oneof(fc.tuple(distribution), fc.constant([{ source: 'us', to: { us: 60, eu: 40 } }, { source: 'eu', to: { eu: 100 } }]))),
    call('LocalityPreference.failover', fc.uniqueArray(failover, { minLength: 1, maxLength: 3, selector: ({ source }) => source })),
    call('LocalityPreference.failoverPriority', list(priority)),
  );
}

function retryBudget(): fc.Arbitrary<Struct> {
  return struct<RetryBudget>({
    percent: percentage(),
    minRetryConcurrency: count(1, MAX_UINT32),
    budgetInterval: fc.oneof(time(), fc.constant({ $millis: 0 })),
  });
}

/** What a policy has to go with. */
export interface PolicySurroundings {
  readonly istio131: boolean;
  readonly h2c: boolean;
  /** Pods of each Service, undefined where unknown. */
  readonly replicas: readonly (number | undefined)[];
}

/** The policy without what its target cannot do, or undefined where nothing is left. */
export function fitTrafficPolicy(policy: Struct, { istio131, h2c, replicas }: PolicySurroundings): Struct | undefined {
  const fitted = structuredClone(policy);
  fitPool(fitted, istio131, h2c);
  if (!istio131) {
    delete fitted.retryBudget?.budgetInterval;
    fitWarmup(fitted.loadBalancing);
  }
  if (fitted.outlierDetection && replicas.some((number) => number !== undefined && number < 2)) {
    delete fitted.outlierDetection;
  }
  replicas.forEach((number) => fitted.outlierDetection && number !== undefined && fitEjection(fitted.outlierDetection, number));
  if (fitted.locality && !fitted.outlierDetection && !STANDALONE_LOCALITIES.includes(fitted.locality.$call)) {
    delete fitted.locality;
  }
  return Object.keys(fitted).length > 0 ? fitted : undefined;
}

const STANDALONE_LOCALITIES = ['LocalityPreference.disabled', 'LocalityPreference.distribute'];

function fitPool(policy: Struct, istio131: boolean, h2c: boolean): void {
  const { connectionPool: pool } = policy;
  if (!pool) {
    return;
  }
  if (policy.retryBudget) {
    delete pool.maxRetries;
  }
  if (!h2c) {
    delete pool.maxConcurrentStreams;
  }
  if (!h2c || !istio131) {
    delete pool.http2KeepAlive;
  }
  if (Object.keys(pool).length === 0) {
    delete policy.connectionPool;
  }
}

function fitWarmup(balancing: Value): void {
  const warmup = balancing?.args[0]?.warmup;
  if (warmup?.aggression < 1) {
    warmup.aggression = 1;
  }
}

function fitEjection(outlier: Struct, replicas: number): void {
  if (outlier.maxEjectionPercent !== undefined) {
    outlier.maxEjectionPercent = Math.min(99, Math.max(outlier.maxEjectionPercent, Math.ceil(100 / replicas)));
  }
  if (outlier.minHealthPercent !== undefined) {
    outlier.minHealthPercent = Math.min(outlier.minHealthPercent, Math.floor(100 * (replicas - 1) / replicas));
  }
}

