import { Duration } from 'cdk8s';
import { SITE } from './rules';
import { FaultInjection } from '../../src/routing/fault-injection';

const delay = { duration: Duration.seconds(5), percentage: 10 };
const abort = { status: 503, percentage: 0.5 };

test('delays and aborts come alone or together', () => {
  const rendered = {
    delay: { fixedDelay: '5s', percentage: { value: 10 } },
    abort: { httpStatus: 503, percentage: { value: 0.5 } },
  };
  expect(FaultInjection.delay(delay)._bind(SITE)).toEqual({ delay: rendered.delay });
  expect(FaultInjection.abort(abort)._bind(SITE)).toEqual({ abort: rendered.abort });
  expect(FaultInjection.delayAndAbort(delay, abort)._bind(SITE)).toEqual(rendered);
});

test.each<[string, FaultInjection, string]>([
  ['a delay of nothing', FaultInjection.delay({ ...delay, duration: Duration.seconds(0) }), '[Test] delay.duration must be a whole number of milliseconds'],
  ['a delay for none', FaultInjection.delay({ ...delay, percentage: 0 }), '[Test] delay.percentage must be above 0: none of the requests would be hit, got 0: leave the fault out'],
  ['a delay for too many', FaultInjection.delay({ ...delay, percentage: 101 }), '[Test] delay.percentage must be a percentage'],
  ['an abort for none', FaultInjection.abort({ ...abort, percentage: 0 }), '[Test] abort.percentage must be above 0'],
  ['an abort with less than a status', FaultInjection.abort({ ...abort, status: 199 }), '[Test] abort.status must be a whole number from 200 to 599, got 199'],
  ['an abort with more than a status', FaultInjection.abort({ ...abort, status: 600 }), '[Test] abort.status must be a whole number from 200 to 599, got 600'],
])('%s is refused', (_, fault, message) => {
  expect(() => fault._bind(SITE)).toThrow(message);
});
