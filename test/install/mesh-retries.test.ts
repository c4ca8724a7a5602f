import { Duration } from 'cdk8s';
import { MeshInstall } from '../../src/install/mesh-install';
import { MeshRetries } from '../../src/install/mesh-retries';

const policy = (retries: MeshRetries) => new MeshInstall({ retries }).toIstioOperator().spec.meshConfig.defaultHttpRetryPolicy;

test('off is no attempts', () => {
  expect(policy(MeshRetries.off())).toEqual({ attempts: 0 });
  expect(new MeshInstall({ retries: MeshRetries.off() }).retriesDisabled).toBe(true);
});

test('attempts keep the conditions of Istio', () => {
  expect(policy(MeshRetries.attempts(3))).toEqual({ attempts: 3 });
  expect(new MeshInstall({ retries: MeshRetries.attempts(3) }).retriesDisabled).toBe(false);
});

test('conditions that hold before the server has the request need no consent', () => {
  expect(policy(MeshRetries.attempts(1, { conditions: ['connect-failure', 'refused-stream'], backoff: Duration.seconds(1) })))
    .toEqual({ attempts: 1, retryOn: 'connect-failure,refused-stream', backoff: '1s' });
});

test('conditions that may pay twice need consent', () => {
  expect(policy(MeshRetries.attempts(1, { conditions: ['5xx', '429'], mayPayTwice: true }))).toEqual({ attempts: 1, retryOn: '5xx,429' });
  for (const condition of ['5xx', 'gateway-error', 'reset', '503', 'retriable-headers']) {
    expect(() => policy(MeshRetries.attempts(1, { conditions: ['connect-failure', condition] })))
      .toThrow(/^\[MeshInstall\] retries\.conditions\[1\] also holds for requests that the server may have answered.*paid for twice.*mayPayTwice: true/);
  }
});

test('fails on what is no condition', () => {
  for (const condition of ['conect-failure', '999', '', '5xx,reset', '529', '200', '0503', '503.0']) {
    expect(() => policy(MeshRetries.attempts(1, { conditions: [condition], mayPayTwice: true })))
      .toThrow(/^\[MeshInstall\] retries\.conditions\[0\] must be a retry condition of Envoy or the status code of an error with a registered name/);
  }
  expect(() => policy(MeshRetries.attempts(1, { conditions: [] }))).toThrow(/^\[MeshInstall\] retries\.conditions must not be empty.*MeshRetries\.off\(\)/);
});

test.each([0, -1, 1.5, 101])('fails on %d attempts', (attempts) => {
  expect(() => policy(MeshRetries.attempts(attempts))).toThrow(/^\[MeshInstall\] retries\.attempts must be a whole number from 1 to 100.*MeshRetries\.off\(\) for none/);
});

test('fails on a backoff of nothing', () => {
  expect(() => policy(MeshRetries.attempts(1, { backoff: Duration.seconds(0) }))).toThrow(/^\[MeshInstall\] retries\.backoff must be/);
});
