import { Duration } from 'cdk8s';
import { OLDER_TARGET, render } from './render';
import type { ConnectionPool } from '../../src/resilience/connection-pool';

const AT = '\\[app/chat\\] trafficPolicy\\.connectionPool';

function pool(connectionPool: ConnectionPool, h2c = false) {
  return render({ connectionPool }, { h2c }).connectionPool;
}

test('renders every field under Istio\'s name', () => {
  const rendered = pool({
    maxConnections: 1,
    connectTimeout: Duration.seconds(2),
    tcpKeepalive: { probes: 3, time: Duration.minutes(5), interval: Duration.seconds(75) },
    maxConnectionDuration: Duration.hours(1),
    tcpIdleTimeout: Duration.seconds(0),
    maxPendingRequests: 4,
    maxRequests: 5,
    maxRequestsPerConnection: 6,
    maxRetries: 7,
    idleTimeout: Duration.minutes(8),
    maxConcurrentStreams: 9,
    http2KeepAlive: { interval: Duration.seconds(30), timeout: Duration.millis(1500) },
  }, true);
  expect(rendered).toEqual({
    tcp: {
      maxConnections: 1,
      connectTimeout: '2s',
      tcpKeepalive: { probes: 3, time: '5m', interval: '75s' },
      maxConnectionDuration: '1h',
      idleTimeout: '0s',
    },
    http: {
      http1MaxPendingRequests: 4,
      http2MaxRequests: 5,
      maxRequestsPerConnection: 6,
      maxRetries: 7,
      idleTimeout: '8m',
      maxConcurrentStreams: 9,
      http2KeepAlive: { interval: '30s', timeout: '1500ms' },
      h2UpgradePolicy: 'UPGRADE',
    },
  });
});

test('leaves out the protocol that has no limit', () => {
  expect(pool({ maxConnections: 10 })).toEqual({ tcp: { maxConnections: 10 } });
  expect(pool({ maxRequests: 10 })).toEqual({ http: { http2MaxRequests: 10 } });
});

test('an empty tcpKeepalive switches it on', () => {
  expect(pool({ tcpKeepalive: {} })).toEqual({ tcp: { tcpKeepalive: {} } });
});

test('upgrades to HTTP/2 where the backend is declared h2c, and only there', () => {
  expect(render({}, { h2c: true })).toEqual({ connectionPool: { http: { h2UpgradePolicy: 'UPGRADE' } } });
  expect(pool({ maxRequests: 10 }, true)).toEqual({ http: { http2MaxRequests: 10, h2UpgradePolicy: 'UPGRADE' } });
  expect(JSON.stringify(pool({ maxRequests: 10 }))).not.toContain('h2UpgradePolicy');
});

test('fails on limits of HTTP/2 for a backend that is not declared h2c', () => {
  expect(() => pool({ maxConcurrentStreams: 10 })).toThrow(new RegExp(`${AT}\\.maxConcurrentStreams has an effect on HTTP/2 only.*declare its port h2c`));
  expect(() => pool({ http2KeepAlive: { interval: Duration.seconds(1), timeout: Duration.seconds(1) } })).toThrow(new RegExp(`${AT}\\.http2KeepAlive has an effect`));
});

test('fails on http2KeepAlive before Istio 1.31', () => {
  const connectionPool = { http2KeepAlive: { interval: Duration.seconds(1), timeout: Duration.seconds(1) } };
  expect(() => render({ connectionPool }, { h2c: true, target: OLDER_TARGET }))
    .toThrow(new RegExp(`${AT}\\.http2KeepAlive cannot be had: .*needs Istio 1\\.31\\.0 or later, not 1\\.30\\.3.*tcpKeepalive`));
});

test('fails on an empty pool', () => {
  expect(() => pool({})).toThrow(new RegExp(`${AT} must contain at least one limit`));
  expect(() => pool({}, true)).toThrow(/must contain at least one limit/);
});

test.each(['maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'] as const)(
  'fails on %s 0, which Istio takes for not set, and on what is no int32', (prop) => {
    expect(() => pool({ [prop]: 0 }, true)).toThrow(new RegExp(`${AT}\\.${prop} must be a whole number from 1 to \\d+, got 0: .*not set`));
    expect(() => pool({ [prop]: 2 ** 31 }, true)).toThrow(new RegExp(`${AT}\\.${prop} must be a whole number`));
    expect(() => pool({ [prop]: 1.5 }, true)).toThrow(new RegExp(`${AT}\\.${prop} must be a whole number`));
  });

test.each(['connectTimeout', 'maxConnectionDuration', 'idleTimeout'] as const)('fails on %s below a millisecond', (prop) => {
  expect(() => pool({ [prop]: Duration.seconds(0) })).toThrow(new RegExp(`${AT}\\.${prop} must be a whole number of milliseconds, 1 or more`));
  expect(() => pool({ [prop]: Duration.millis(1.5) })).toThrow(new RegExp(`${AT}\\.${prop} must be a whole number of milliseconds`));
});

test('fails on parts of milliseconds where 0 is allowed', () => {
  expect(() => pool({ tcpIdleTimeout: Duration.millis(0.4) })).toThrow(new RegExp(`${AT}\\.tcpIdleTimeout must be a whole number of milliseconds`));
});

test('fails on a PING without positive times', () => {
  const none = Duration.seconds(0);
  const some = Duration.seconds(1);
  expect(() => pool({ http2KeepAlive: { interval: none, timeout: some } }, true)).toThrow(new RegExp(`${AT}\\.http2KeepAlive\\.interval must be`));
  expect(() => pool({ http2KeepAlive: { interval: some, timeout: none } }, true)).toThrow(new RegExp(`${AT}\\.http2KeepAlive\\.timeout must be`));
});

test('fails on TCP probes that Linux refuses or istiod rounds', () => {
  expect(() => pool({ tcpKeepalive: { probes: 128 } })).toThrow(new RegExp(`${AT}\\.tcpKeepalive\\.probes must be a whole number from 1 to 127, got 128`));
  expect(() => pool({ tcpKeepalive: { time: Duration.hours(10) } })).toThrow(new RegExp(`${AT}\\.tcpKeepalive\\.time must be a whole number from 1 to 32767, got 36000`));
  expect(() => pool({ tcpKeepalive: { interval: Duration.millis(1500) } })).toThrow(new RegExp(`${AT}\\.tcpKeepalive\\.interval must be .*got 1\\.5: give whole seconds`));
});
