import { Duration } from 'cdk8s';
import { SITE } from './rules';
import type { RetryOnCodesOptions } from '../../src/routing/retry-policy';
import { backoffMillis, RetryPolicy } from '../../src/routing/retry-policy';

const OPTIONS: RetryOnCodesOptions = { attempts: 2, codes: [503], mayRunTwice: true };
const bind = (options: Partial<RetryOnCodesOptions>) => RetryPolicy.onCodes({ ...OPTIONS, ...options })._bind(SITE);

test('the default and none render nothing', () => {
  expect([RetryPolicy.meshDefault(), RetryPolicy.none()].map((policy) => [policy._kind, policy._bind(SITE)]))
    .toEqual([['MESH_DEFAULT', undefined], ['NONE', undefined]]);
});

test('retries by code keep what they are given', () => {
  const options = { attempts: 10, codes: [400, 511], perTryTimeout: Duration.seconds(2), backoff: Duration.millis(50) };
  expect(bind(options)).toEqual(options);
});

test.each<[string, Partial<RetryOnCodesOptions>, string]>([
  ['no attempt', { attempts: 0 }, '[Test] attempts must be a whole number from 1 to 10, got 0: attempts counts the retries, not the first try'],
  ['many attempts', { attempts: 11 }, '[Test] attempts must be a whole number from 1 to 10, got 11'],
  ['no codes', { codes: [] }, '[Test] codes must name status codes, each once, got []'],
  ['a code twice', { codes: [503, 503] }, '[Test] codes must name status codes, each once, got [503,503]'],
  ['a code of no error', { codes: [503, 399] }, '[Test] codes[1] must be a whole number from 400 to 599, got 399: only answers that are errors'],
  ['a code that is none', { codes: [600] }, '[Test] codes[0] must be a whole number from 400 to 599, got 600'],
  ['paying twice unsaid', { mayRunTwice: undefined }, '[Test] mayRunTwice must be true, since a server that answered with a code may have done the work already'],
  ['paying twice denied', { mayRunTwice: false }, 'got false: set mayRunTwice: true if that is meant, or use RetryPolicy.meshDefault()'],
  ['a try of no time', { perTryTimeout: Duration.millis(0) }, '[Test] perTryTimeout must be a whole number of milliseconds, 1 or more'],
  ['a pause of no time', { backoff: Duration.millis(0) }, '[Test] backoff must be a whole number of milliseconds, 1 or more'],
])('%s is refused', (_, options, message) => {
  expect(() => bind(options)).toThrow(message);
});

test('pauses double, up to ten times the first', () => {
  const pauses = (attempts: number, backoff?: Duration) => backoffMillis({ attempts, codes: [503], backoff });
  expect([1, 2, 3, 4, 5].map((attempts) => pauses(attempts))).toEqual([25, 100, 275, 525, 775]);
  expect(pauses(2, Duration.seconds(1))).toBe(4000);
});

test.each([400, 418, 421, 426, 428, 429, 431, 451, 500, 508, 510, 511])('istiod retries on %d', (code) => {
  expect(bind({ codes: [code] })).toMatchObject({ codes: [code] });
});

test.each([419, 420, 427, 430, 432, 450, 452, 499, 509, 512, 529, 599])('istiod drops %d without a word', (code) => {
  expect(() => bind({ codes: [503, code] })).toThrow(
    `[Test] codes[1] must be a status code with a registered name: istiod drops others without a word, and nothing would be retried, got ${code}: have the server`,
  );
});
