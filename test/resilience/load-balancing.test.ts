import { Duration } from 'cdk8s';
import { OLDER_TARGET, render, TARGET } from './render';
import { HashAlgorithm } from '../../src/resilience/hash-algorithm';
import { HashKey } from '../../src/resilience/hash-key';
import { LoadBalancing } from '../../src/resilience/load-balancing';

const AT = '\\[app/chat\\] trafficPolicy\\.loadBalancing';

function balancer(loadBalancing: LoadBalancing, target = TARGET) {
  return render({ loadBalancing }, { target }).loadBalancer;
}

function hash(key: HashKey, algorithm?: HashAlgorithm) {
  return balancer(LoadBalancing.consistentHash(key, algorithm)).consistentHash;
}

test('renders the simple algorithms', () => {
  expect(balancer(LoadBalancing.leastRequest())).toEqual({ simple: 'LEAST_REQUEST' });
  expect(balancer(LoadBalancing.roundRobin())).toEqual({ simple: 'ROUND_ROBIN' });
  expect(balancer(LoadBalancing.random())).toEqual({ simple: 'RANDOM' });
});

test('renders a warm-up', () => {
  const warmup = { duration: Duration.minutes(3), minimumPercent: 0, aggression: 0.5 };
  expect(balancer(LoadBalancing.leastRequest({ warmup }))).toEqual({
    simple: 'LEAST_REQUEST',
    warmup: { duration: '3m', minimumPercent: 0, aggression: 0.5 },
  });
  expect(balancer(LoadBalancing.roundRobin({ warmup: { duration: Duration.seconds(90) } }))).toEqual({
    simple: 'ROUND_ROBIN',
    warmup: { duration: '90s' },
  });
});

test('fails on a warm-up out of bounds', () => {
  const duration = Duration.seconds(60);
  expect(() => balancer(LoadBalancing.roundRobin({ warmup: { duration: Duration.seconds(0) } }))).toThrow(new RegExp(`${AT}\\.warmup\\.duration must be`));
  expect(() => balancer(LoadBalancing.roundRobin({ warmup: { duration, minimumPercent: 101 } }))).toThrow(new RegExp(`${AT}\\.warmup\\.minimumPercent must be a percentage`));
  expect(() => balancer(LoadBalancing.roundRobin({ warmup: { duration, aggression: 0 } }))).toThrow(new RegExp(`${AT}\\.warmup\\.aggression must be a number above 0`));
});

test('a warm-up aggression below 1 needs Istio 1.31', () => {
  const slow = (aggression: number) => LoadBalancing.leastRequest({ warmup: { duration: Duration.seconds(60), aggression } });
  expect(() => balancer(slow(0.9), OLDER_TARGET)).toThrow(new RegExp(`${AT}\\.warmup\\.aggression cannot be had: .*1\\.31\\.0 or later, not 1\\.30\\.3.*give 1 or more`));
  expect(balancer(slow(1), OLDER_TARGET)).toMatchObject({ warmup: { aggression: 1 } });
});

test('renders what the hash is taken of', () => {
  expect(hash(HashKey.header('x-session'))).toEqual({ httpHeaderName: 'x-session' });
  expect(hash(HashKey.sourceIp())).toEqual({ useSourceIp: true });
  expect(hash(HashKey.queryParameter('session'))).toEqual({ httpQueryParameterName: 'session' });
  expect(hash(HashKey.cookie('session'))).toEqual({ httpCookie: { name: 'session' } });
});

test('renders the cookie that Envoy sets', () => {
  expect(hash(HashKey.cookie('session', { ttl: Duration.hours(1), path: '/v1', attributes: { SameSite: 'Strict', Secure: '' } }))).toEqual({
    httpCookie: {
      name: 'session',
      ttl: '1h',
      path: '/v1',
      attributes: [{ name: 'SameSite', value: 'Strict' }, { name: 'Secure', value: '' }],
    },
  });
  expect(hash(HashKey.cookie('session', { ttl: Duration.seconds(0) }))).toEqual({ httpCookie: { name: 'session', ttl: '0s' } });
});

test('fails on a key without a usable name', () => {
  expect(() => hash(HashKey.header('x session'))).toThrow(new RegExp(`${AT}\\.key\\.header must be a header name`));
  expect(() => hash(HashKey.queryParameter(''))).toThrow(new RegExp(`${AT}\\.key\\.queryParameter must be the name of a query parameter`));
  expect(() => hash(HashKey.cookie(''))).toThrow(new RegExp(`${AT}\\.key\\.cookie\\.name must be the name of a cookie`));
});

test('fails on a cookie that Envoy would not set, or not so', () => {
  const ttl = Duration.seconds(1);
  const cookie = `${AT}\\.key\\.cookie`;
  expect(() => hash(HashKey.cookie('a', { path: '/' }))).toThrow(new RegExp(`${cookie}\\.path has no effect without ttl`));
  expect(() => hash(HashKey.cookie('a', { attributes: {} }))).toThrow(new RegExp(`${cookie}\\.attributes has no effect without ttl`));
  expect(() => hash(HashKey.cookie('a', { ttl: Duration.millis(500) }))).toThrow(new RegExp(`${cookie}\\.ttl must be a whole number .*got 0\\.5`));
  expect(() => hash(HashKey.cookie('a', { ttl, path: 'v1' }))).toThrow(new RegExp(`${cookie}\\.path must start with /`));
  expect(() => hash(HashKey.cookie('a', { ttl, path: '/;x' }))).toThrow(new RegExp(`${cookie}\\.path must not contain ;`));
  expect(() => hash(HashKey.cookie('a', { ttl, attributes: { '': 'x' } }))).toThrow(new RegExp(`${cookie}\\.attributes has a name that is not a cookie attribute`));
  expect(() => hash(HashKey.cookie('a', { ttl, attributes: { 'Max-Age': '1' } }))).toThrow(new RegExp(`${cookie}\\.attributes must not repeat ttl`));
  expect(() => hash(HashKey.cookie('a', { ttl, attributes: { Path: '/' } }))).toThrow(new RegExp(`${cookie}\\.attributes must not repeat path`));
  expect(() => hash(HashKey.cookie('a', { ttl, attributes: { x: 'a;b' } }))).toThrow(new RegExp(`${cookie}\\.attributes\\.x must not contain ;`));
});

test('renders the algorithm, its size written out', () => {
  const key = HashKey.sourceIp();
  expect(hash(key, HashAlgorithm.ringHash())).toEqual({ useSourceIp: true, ringHash: { minimumRingSize: 1024 } });
  expect(hash(key, HashAlgorithm.ringHash(8_388_608))).toMatchObject({ ringHash: { minimumRingSize: 8_388_608 } });
  expect(hash(key, HashAlgorithm.maglev())).toEqual({ useSourceIp: true, maglev: { tableSize: 65_537 } });
  expect(hash(key, HashAlgorithm.maglev(2))).toMatchObject({ maglev: { tableSize: 2 } });
});

test('fails on a size that Envoy or Istio refuses', () => {
  const key = HashKey.sourceIp();
  const algorithm = `${AT}\\.algorithm`;
  expect(() => hash(key, HashAlgorithm.ringHash(8_388_609))).toThrow(new RegExp(`${algorithm}\\.minimumRingSize must be a whole number from 1 to 8388608`));
  expect(() => hash(key, HashAlgorithm.ringHash(0))).toThrow(new RegExp(`${algorithm}\\.minimumRingSize must be`));
  expect(() => hash(key, HashAlgorithm.maglev(65_536))).toThrow(new RegExp(`${algorithm}\\.tableSize must be a prime number, got 65536: take 65521`));
  expect(() => hash(key, HashAlgorithm.maglev(9))).toThrow(/tableSize must be a prime number, got 9: take 7/);
  expect(() => hash(key, HashAlgorithm.maglev(5_000_011))).toThrow(new RegExp(`${algorithm}\\.tableSize must be a whole number from 2 to 5000010`));
});
