import { hasCapability, requireCapability } from '../../../src/core/versions/capabilities';
import type { Target } from '../../../src/core/versions/capabilities';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { Channel, GatewayApi } from '../../../src/core/versions/gateway-api';
import { IstioVersion } from '../../../src/core/versions/istio-version';
import { SITE } from '../at';

const target = (istio: string, rest: Partial<Target> = {}): Target =>
  ({ istio: IstioVersion.of(istio), gatewayApi: GatewayApi.DEFAULT, dataPlane: DataPlane.AMBIENT, ...rest });

test('a release has three numbers', () => {
  expect(`${IstioVersion.DEFAULT}`).toBe('1.31.1');
  expect(IstioVersion.of('1.30.12')).toMatchObject({ major: 1, minor: 30, patch: 12 });
  for (const text of ['1.31', '1.31.x', 'v1.31.1', '']) {
    expect(() => IstioVersion.of(text)).toThrow(`IstioVersion must be major.minor.patch, got '${text}': write for example '1.31.1'`);
  }
});

test('1.29 to 1.31 are supported', () => {
  expect(['1.29.0', '1.31.9'].map((text) => `${IstioVersion.of(text)}`)).toEqual(['1.29.0', '1.31.9']);
  for (const text of ['1.28.9', '1.32.0', '2.30.0']) {
    expect(() => IstioVersion.of(text)).toThrow(`IstioVersion must be of 1.29 to 1.31, got '${text}': use a release of this library that supports yours`);
  }
});

test.each([['1.30.6', '1.30.6', true], ['1.30.7', '1.30.6', true], ['1.30.5', '1.30.6', false], ['1.31.0', '1.30.6', true], ['1.29.9', '1.30.0', false], ['1.30.10', '1.30.9', true]])(
  '%s is at least %s: %p', (version, other, expected) => {
    expect(IstioVersion.of(version).isAtLeast(IstioVersion.of(other))).toBe(expected);
  },
);

test('Gateway API is a minor release and a channel', () => {
  expect(`${GatewayApi.DEFAULT}`).toBe('1.6 (standard channel)');
  expect(GatewayApi.of('1.4', Channel.EXPERIMENTAL)).toMatchObject({ minor: '1.4', channel: 'experimental' });
  expect(['1.4', '1.5', '1.6'].map((minor) => GatewayApi.of('1.5').isAtLeast(minor))).toEqual([true, true, false]);
  for (const text of ['1.3', '1.7', '1.6.1', '']) {
    expect(() => GatewayApi.of(text)).toThrow(`GatewayApi must be one of 1.4, 1.5, 1.6, got '${text}': give major and minor only`);
  }
});

test('a mend that was back-ported counts from its patch on in each minor', () => {
  const has = (version: string) => hasCapability(target(version), 'weightedInferencePools');
  expect(['1.29.8', '1.29.9', '1.30.5', '1.30.6', '1.31.1', '1.31.2'].map(has)).toEqual([false, true, false, true, false, true]);
});

test('a feature of a minor is missing before it', () => {
  const has = (version: string) => hasCapability(target(version), 'connectionSettings');
  expect(['1.29.9', '1.30.9', '1.31.0', '1.31.5'].map(has)).toEqual([false, false, true, true]);
});

test('a channel has a feature, and the standard one later', () => {
  const has = (minor: string, channel: Channel) => hasCapability(target('1.31.1', { gatewayApi: GatewayApi.of(minor, channel) }), 'cors');
  expect([has('1.4', Channel.STANDARD), has('1.4', Channel.EXPERIMENTAL), has('1.5', Channel.STANDARD)]).toEqual([false, true, true]);
  expect(hasCapability(target('1.31.1'), 'httpRouteRetry')).toBe(false);
  expect(hasCapability(target('1.31.1', { gatewayApi: GatewayApi.of('1.6', Channel.EXPERIMENTAL) }), 'httpRouteRetry')).toBe(true);
});

test('an error names what is needed, what is there, the evidence and the way out', () => {
  expect(() => requireCapability(target('1.30.3'), 'connectionSettings', SITE)).toThrow(
    '[app/chat] prop cannot be had: connectionSettings of a proxy needs Istio 1.31.0 or later, not 1.30.3 '
    + '(source: istio.io/api v1.31.1 mesh/v1alpha1/proxy.proto, absent in v1.30.3): leave it out:',
  );
  expect(() => requireCapability(target('1.31.1'), 'httpRouteRetry', SITE))
    .toThrow(/prop cannot be had: retry in an HTTPRoute needs the experimental channel of Gateway API, not 1\.6 \(standard channel\) \(source: .*\): install the experimental channel/);
  expect(() => requireCapability(target('1.31.1'), 'egressScope', SITE))
    .toThrow(/prop cannot be had: an egress scope needs the sidecar data plane, not ambient \(source: .*\): leave it out/);
  expect(() => requireCapability(target('1.31.1', { dataPlane: DataPlane.SIDECAR }), 'egressScope', SITE)).not.toThrow();
});
