import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { TARGET } from './render';
import { Site } from '../../src/core/site';
import { DestinationPolicies } from '../../src/resilience/destination-policies';
import { LoadBalancing } from '../../src/resilience/load-balancing';

function setup() {
  const chart = new Chart(Testing.app(), 'app');
  const policies = new DestinationPolicies(new Construct(chart, 'mesh'), { target: TARGET, clusterDomain: 'cluster.local' });
  const site = (id: string) => Site.of(new Construct(chart, id), 'trafficPolicy');
  return { chart, policies, site };
}

const CHAT = { namespace: 'ml', service: 'chat', h2c: false };

test('creates a DestinationRule beside the Service, for its full host', () => {
  const { chart, policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { outlierDetection: { consecutive5xxErrors: 3 } }, replicas: 2 });
  expect(Testing.synth(chart)).toEqual([{
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'chat', namespace: 'ml' },
    spec: { host: 'chat.ml.svc.cluster.local', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3, maxEjectionPercent: 50 } } },
  }]);
});

test('keeps an empty tcpKeepalive, which switches it on', () => {
  const { chart, policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { connectionPool: { tcpKeepalive: {} } } });
  expect(Testing.synth(chart)[0].spec.trafficPolicy).toEqual({ connectionPool: { tcp: { tcpKeepalive: {} } } });
});

test('equal declarations are one object', () => {
  const { chart, policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { loadBalancing: LoadBalancing.random() } });
  policies.declare(site('b'), { ...CHAT, policy: { loadBalancing: LoadBalancing.random() } });
  expect(Testing.synth(chart)).toHaveLength(1);
});

test('Services are told apart by namespace and name', () => {
  const { chart, policies, site } = setup();
  const policy = { loadBalancing: LoadBalancing.random() };
  policies.declare(site('a'), { namespace: 'ml', service: 'a-chat', policy, h2c: false });
  policies.declare(site('b'), { namespace: 'ml-a', service: 'chat', policy: { loadBalancing: LoadBalancing.roundRobin() }, h2c: false });
  expect(Testing.synth(chart).map(({ spec }) => spec.host)).toEqual(['a-chat.ml.svc.cluster.local', 'chat.ml-a.svc.cluster.local']);
});

test('fails on declarations that differ, naming both', () => {
  const { policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { outlierDetection: {}, connectionPool: { maxRequests: 5 } } });
  expect(() => policies.declare(site('b'), { ...CHAT, policy: { outlierDetection: {}, connectionPool: { maxRequests: 6 } } })).toThrow(
    /\[app\/b\] trafficPolicy must be the same as \[app\/a\] trafficPolicy for Service ml\/chat.*connectionPool\.http\.http2MaxRequests \(5, 6\) differs/,
  );
  expect(() => policies.declare(site('c'), { ...CHAT, policy: { connectionPool: { maxRequests: 5 } } }))
    .toThrow(/\[app\/c\].*\[app\/a\].*outlierDetection \(\{"maxEjectionPercent":50\}, none\) differs/);
});

test('fails where the second asks for more', () => {
  const { policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { connectionPool: { maxRequests: 5 } } });
  expect(() => policies.declare(site('b'), { ...CHAT, policy: { connectionPool: { maxRequests: 5, maxRetries: 1 } } }))
    .toThrow(/connectionPool\.http\.maxRetries \(none, 1\) differs/);
});

test('fails where only the number of replicas differs', () => {
  const { policies, site } = setup();
  policies.declare(site('a'), { ...CHAT, policy: { outlierDetection: {} }, replicas: 3 });
  expect(() => policies.declare(site('b'), { ...CHAT, policy: { outlierDetection: {} } }))
    .toThrow(/outlierDetection\.maxEjectionPercent \(67, 50\) differs: give both the same policy, number of replicas/);
});
