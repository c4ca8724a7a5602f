import { render } from './render';
import { LocalityPreference } from '../../src/resilience/locality-preference';

const AT = '\\[app/chat\\] trafficPolicy\\.locality';

function setting(locality: LocalityPreference) {
  return render({ locality, outlierDetection: {} }).loadBalancer.localityLbSetting;
}

test('renders each preference', () => {
  expect(setting(LocalityPreference.nearest())).toEqual({ enabled: true });
  expect(setting(LocalityPreference.disabled())).toEqual({ enabled: false });
  expect(setting(LocalityPreference.failover([{ source: 'us-east', to: 'eu-west' }, { source: 'us-west', to: 'us-east' }])))
    .toEqual({ failover: [{ from: 'us-east', to: 'eu-west' }, { from: 'us-west', to: 'us-east' }] });
  expect(setting(LocalityPreference.failoverPriority(['topology.kubernetes.io/region', 'version=v1'])))
    .toEqual({ failoverPriority: ['topology.kubernetes.io/region', 'version=v1'] });
  expect(setting(LocalityPreference.distribute([{ source: 'us-west/zone1/*', to: { 'us-west/zone1/*': 80, 'us-west/zone2/*': 20 } }])))
    .toEqual({ distribute: [{ from: 'us-west/zone1/*', to: { 'us-west/zone1/*': 80, 'us-west/zone2/*': 20 } }] });
});

test('failing over needs outlier detection', () => {
  for (const locality of [
    LocalityPreference.nearest(),
    LocalityPreference.failover([{ source: 'a', to: 'b' }]),
    LocalityPreference.failoverPriority(['version']),
  ]) {
    expect(() => render({ locality })).toThrow(new RegExp(`${AT} has no effect without outlierDetection.*add outlierDetection`));
  }
  expect(render({ locality: LocalityPreference.disabled() })).toEqual({ loadBalancer: { localityLbSetting: { enabled: false } } });
  expect(render({ locality: LocalityPreference.distribute([{ source: '*', to: { a: 100 } }]) })).toEqual({
    loadBalancer: { localityLbSetting: { distribute: [{ from: '*', to: { a: 100 } }] } },
  });
});

test.each(['', 'a//b', 'a/b/c/d', 'us-*', '*/a', 'a/*/b', '/a', 'a/'])('fails on the locality %p', (source) => {
  expect(() => setting(LocalityPreference.distribute([{ source, to: { a: 100 } }])))
    .toThrow(new RegExp(`${AT}\\.distribute\\[0\\]\\.source must be region, region/zone or region/zone/subzone`));
  expect(() => setting(LocalityPreference.distribute([{ source: 'a', to: { [source]: 100 } }])))
    .toThrow(new RegExp(`${AT}\\.distribute\\[0\\]\\.to must be region`));
});

test('fails on weights that are not percent', () => {
  const to = (weights: { [locality: string]: number }) => LocalityPreference.distribute([{ source: 'a', to: weights }]);
  expect(() => setting(to({ a: 0, b: 100 }))).toThrow(new RegExp(`${AT}\\.distribute\\[0\\]\\.to\\.a must be a whole number from 1 to 100, got 0`));
  expect(() => setting(to({ a: 60, b: 50 }))).toThrow(new RegExp(`${AT}\\.distribute\\[0\\]\\.to must be 100 percent in sum, got 110`));
  expect(() => setting(to({}))).toThrow(/must be 100 percent in sum, got 0/);
});

test.each([['a', 'a/b'], ['a/b', 'a'], ['a/*', 'a/b/c'], ['*', 'a'], ['a/b', 'a/b/*'], ['a/b/*', 'a/*']])('fails on the overlap of %s and %s', (one, other) => {
  expect(() => setting(LocalityPreference.distribute([{ source: 'x', to: { [one]: 50, [other]: 50 } }])))
    .toThrow(new RegExp(`${AT}\\.distribute\\[0\\]\\.to must not overlap`));
  expect(() => setting(LocalityPreference.distribute([{ source: one, to: { x: 100 } }, { source: other, to: { x: 100 } }])))
    .toThrow(new RegExp(`${AT}\\.distribute must not overlap`));
});

test('zones and subzones side by side do not overlap', () => {
  const to = { 'a/b/c': 20, 'a/b/d': 30, 'a/e': 40, 'f': 10 };
  expect(setting(LocalityPreference.distribute([{ source: 'a', to }]))).toEqual({ distribute: [{ from: 'a', to }] });
});

test('fails on a failover that Istio cannot make', () => {
  const failover = (source: string, to: string) => setting(LocalityPreference.failover([{ source, to }]));
  expect(() => failover('a', 'a')).toThrow(new RegExp(`${AT}\\.failover\\[0\\]\\.to must be another region`));
  expect(() => failover('a/b', 'c')).toThrow(new RegExp(`${AT}\\.failover\\[0\\]\\.source must be a region`));
  expect(() => failover('a', '*')).toThrow(new RegExp(`${AT}\\.failover\\[0\\]\\.to must be a region`));
  expect(() => failover('', 'a')).toThrow(/source must be a region/);
  expect(() => setting(LocalityPreference.failover([{ source: 'a', to: 'b' }, { source: 'a', to: 'c' }])))
    .toThrow(new RegExp(`${AT}\\.failover\\[1\\]\\.source has an entry already`));
});

test('fails on labels that are none', () => {
  expect(() => setting(LocalityPreference.failoverPriority(['version', 'a b']))).toThrow(new RegExp(`${AT}\\.failoverPriority\\[1\\] has a key that is not a label key`));
  expect(() => setting(LocalityPreference.failoverPriority(['version=a=b']))).toThrow(new RegExp(`${AT}\\.failoverPriority\\[0\\]\\.version must be a label value`));
});

test.each([
  ['distribute', LocalityPreference.distribute([])],
  ['failover', LocalityPreference.failover([])],
  ['failoverPriority', LocalityPreference.failoverPriority([])],
])('fails on an empty %s', (prop, locality) => {
  expect(() => setting(locality)).toThrow(new RegExp(`${AT}\\.${prop} must have an entry`));
});
