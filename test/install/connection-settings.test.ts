import { Duration, Size } from 'cdk8s';
import { Site } from '../../src/core/site';
import type { Target } from '../../src/core/versions/capabilities';
import { DataPlane } from '../../src/core/versions/data-plane';
import { GatewayApi } from '../../src/core/versions/gateway-api';
import { IstioVersion } from '../../src/core/versions/istio-version';
import type { ConnectionSettings } from '../../src/install/connection-settings';
import { connectionSettingsConfig } from '../../src/install/connection-settings';

const site = Site.named('Gateway', 'connectionSettings');

function render(settings: ConnectionSettings, version = '1.31.0'): unknown {
  const target: Target = { istio: IstioVersion.of(version), gatewayApi: GatewayApi.DEFAULT, dataPlane: DataPlane.AMBIENT };
  return connectionSettingsConfig(site, settings, target);
}

test('every setting is a field of its own, in seconds, and no profile is named', () => {
  expect(render({
    streamIdleTimeout: Duration.minutes(10),
    connectionIdleTimeout: Duration.hours(1),
    requestHeadersTimeout: Duration.millis(1500),
    requestReceiveTimeout: Duration.minutes(2),
    bufferLimit: Size.mebibytes(2),
    maxConcurrentStreams: 1000,
  })).toEqual({
    connectionSettings: {
      httpStreamIdleTimeout: '600s',
      httpIdleTimeout: '3600s',
      httpRequestHeadersTimeout: '1.5s',
      httpRequestTimeout: '120s',
      listenerPerConnectionBufferLimitBytes: 2_097_152,
      httpMaxConcurrentStreams: 1000,
    },
  });
});

test('what is left out leaves no key', () => {
  const { connectionSettings } = render({ maxConcurrentStreams: 100 }) as { connectionSettings: object };
  expect(Object.keys(connectionSettings)).toEqual(['httpMaxConcurrentStreams']);
});

test('fails before Istio 1.31', () => {
  expect(() => render({ maxConcurrentStreams: 100 }, '1.30.6'))
    .toThrow(/^\[Gateway\] connectionSettings cannot be had: .* needs Istio 1\.31\.0 or later, not 1\.30\.6/);
});

test('fails where nothing is set', () => {
  expect(() => render({})).toThrow(/^\[Gateway\] connectionSettings sets nothing/);
});

test.each(['streamIdleTimeout', 'connectionIdleTimeout', 'requestHeadersTimeout', 'requestReceiveTimeout'] as const)('fails on %s of nothing', (prop) => {
  expect(() => render({ [prop]: Duration.seconds(0) })).toThrow(new RegExp(`^\\[Gateway\\] connectionSettings\\.${prop} must be a whole number of milliseconds`));
});

test('fails on a buffer smaller than a frame', () => {
  expect(() => render({ bufferLimit: Size.kibibytes(8) })).toThrow(/^\[Gateway\] connectionSettings\.bufferLimit must be a whole number from 16384 .*got 8192/);
});

test('fails on no streams at all', () => {
  expect(() => render({ maxConcurrentStreams: 0 })).toThrow(/^\[Gateway\] connectionSettings\.maxConcurrentStreams must be a whole number from 1/);
});
