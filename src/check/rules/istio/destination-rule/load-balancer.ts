import { localitiesProblem } from './localities';
import { allPoliciesOf } from './policies';
import type {
  DestinationRuleConsistentHash, DestinationRuleFailover, DestinationRuleLocalityLbSetting, DestinationRuleWarmup, DestinationRuleZoneAwareLbSetting,
} from '../../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { CheckContext } from '../../../context';
import { type Hit, yaml } from '../../../rule';
import { durationProblem, unreadProblem } from '../values/durations';
import { found, foundIn, foundTwice, refused } from '../verdict';

export const loadBalancerValues = refused({
  code: 'MLM0916',
  name: 'load-balancer-values',
  title: 'The settings of a load balancer contradict each other',
  kinds: [DESTINATION_RULE],
  why: 'Weights of localities add up to 100 and do not overlap, failover goes from one region to another, a table of Maglev has a prime size, cookies have a name. The webhook '
    + 'refuses anything else.',
  fix: 'correct the value',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        outlierDetection:
          consecutive5xxErrors: 5
          maxEjectionPercent: 50
        loadBalancer:
          localityLbSetting:
            distribute:
              - from: europe/*
                to: # <- MLM0916
                  europe/*: 80
                  america/*: 10
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        outlierDetection:
          consecutive5xxErrors: 5
          maxEjectionPercent: 50
        loadBalancer:
          localityLbSetting:
            distribute:
              - from: europe/*
                to:
                  europe/*: 80
                  america/*: 20
  `,
  * check(rule, context) {
    for (const { at: policyAt, policy: { loadBalancer } } of allPoliciesOf(rule)) {
      if (loadBalancer !== undefined) {
        const at = policyAt.at('loadBalancer');
        const { consistentHash, localityLbSetting, warmup, zoneAwareLbSetting } = loadBalancer;
        yield* hashHits(at.at('consistentHash'), consistentHash);
        yield* localityHits(at.at('localityLbSetting'), localityLbSetting);
        yield* zoneHits(at.at('zoneAwareLbSetting'), zoneAwareLbSetting);
        yield* warmupHits(at.at('warmup'), warmup, context);
        if (localityLbSetting !== undefined && zoneAwareLbSetting !== undefined) {
          yield found(at.at('zoneAwareLbSetting').key(), 'a load balancer has a localityLbSetting or a zoneAwareLbSetting, not both');
        }
      }
    }
  },
});

const LARGEST_TABLE = 5_000_010;

function* hashHits(at: Location, hash: DestinationRuleConsistentHash = {}): Iterable<Hit> {
  const { httpCookie, maglev, minimumRingSize = 0, ringHash } = hash;
  if (httpCookie?.name === '') {
    yield found(at.at('httpCookie', 'name'), 'the cookie has no name');
  }
  yield* foundIn(at.at('httpCookie', 'ttl'), httpCookie?.ttl, unreadProblem);
  const names = (httpCookie?.attributes ?? []).map(({ name }) => name);
  yield* foundTwice(at.at('httpCookie', 'attributes'), names.map((name) => name || undefined), (name) => `the attribute ${name} of the cookie stands twice`);
  for (const index of names.keys()) {
    yield* foundIn(at.at('httpCookie', 'attributes', index, 'name'), names[index], (name) => (name === '' ? 'the attribute of the cookie has no name' : undefined));
  }
  if (minimumRingSize !== 0 && (maglev !== undefined || ringHash !== undefined)) {
    yield found(at.at('minimumRingSize').key(), 'minimumRingSize does not go with ringHash or maglev', 'write ringHash.minimumRingSize');
  }
  yield* foundIn(at.at('maglev', 'tableSize'), maglev && (maglev.tableSize ?? 0), (size) => (
    size > LARGEST_TABLE || !isPrime(size) ? `${size} is no prime number up to ${LARGEST_TABLE}` : undefined));
}

function isPrime(size: number): boolean {
  if (size < 4) {
    return size > 0;
  }
  for (let factor = 3; factor * factor <= size; factor += 2) {
    if (size % factor === 0) {
      return false;
    }
  }
  return size % 2 !== 0;
}

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

function* localityHits(at: Location, setting: DestinationRuleLocalityLbSetting = {}): Iterable<Hit> {
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    yield found(at.at('failover').key(), 'localities distribute or fail over, not both');
    return;
  }
  const topology = failoverPriority.find((label) => TOPOLOGY.includes(label));
  if (failover.length > 0 && topology !== undefined) {
    yield found(at.at('failoverPriority'), `failover orders by region already, failoverPriority with ${topology} does so again`);
    return;
  }
  for (const [index, { to = {} }] of distribute.entries()) {
    yield* foundIn(at.at('distribute', index, 'to'), to, (shares) => sharesProblem(shares));
  }
  yield* foundIn(at.at('distribute'), distribute.map(({ from = '' }) => from), localitiesProblem);
  yield* failoverHits(at.at('failover'), failover);
}

function sharesProblem(shares: Readonly<Record<string, number>>): string | undefined {
  const weights = Object.values(shares);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.some((weight) => weight <= 0 || weight > 100)) {
    return 'the share of a locality is from 1 to 100';
  }
  // The webhook meets them in any order; it refuses a wildcard that comes first.
  return total === 100 ? localitiesProblem(Object.keys(shares).sort()) : `the shares add up to ${total}, not to 100`;
}

function* zoneHits(at: Location, { failover = [], failoverPriority = [] }: DestinationRuleZoneAwareLbSetting = {}): Iterable<Hit> {
  for (const [index, label] of failoverPriority.entries()) {
    if (TOPOLOGY.includes(label)) {
      yield found(at.at('failoverPriority', index), `regions and zones are balanced anyway: ${label} has no place in failoverPriority`);
    }
  }
  yield* failoverHits(at.at('failover'), failover);
}

function* failoverHits(at: Location, failover: readonly DestinationRuleFailover[]): Iterable<Hit> {
  for (const [index, { from = '', to = '' }] of failover.entries()) {
    if (from === to) {
      yield found(at.at(index), 'the region fails over to itself');
    }
    if (/[/*]/.test(from + to)) {
      yield found(at.at(index), 'failover goes from region to region, without zones and wildcards');
    }
  }
}

function* warmupHits(at: Location, warmup: DestinationRuleWarmup | undefined, context: CheckContext): Iterable<Hit> {
  const { aggression, duration } = warmup ?? {};
  yield* foundIn(at.at('duration'), duration, durationProblem);
  const isAnyAbove0 = context.has('warmupAggressionBelowOne');
  if (aggression !== undefined && (isAnyAbove0 ? aggression <= 0 : aggression < 1)) {
    yield found(at.at('aggression'), isAnyAbove0 ? `the aggression ${aggression} is not above 0` : `before Istio 1.31 the aggression is at least 1, not ${aggression}`);
  }
}
