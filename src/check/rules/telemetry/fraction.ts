import { TELEMETRY_EXAMPLE } from './telemetry-example';
import { TELEMETRY } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const fraction = rule({
  code: 'MLM0703',
  name: 'fraction',
  severity: 'warning',
  title: 'A share of traces looks like a fraction and is a percentage',
  kinds: [TELEMETRY],
  message: '{value} is one request in {every}, not {percent} percent of them',
  why: 'The field randomSamplingPercentage goes from 0 to 100. At the few requests a second of a language model a fraction of a percent is next to nothing.',
  fix: 'write the percentage',
  cases: ['telemetry/fraction'],
  evidence: 'the gateway samples 0.1 of 100 requests',
  bad: altered(TELEMETRY_EXAMPLE, ['randomSamplingPercentage: 10', 'randomSamplingPercentage: 0.1 # <- MLM0703']),
  good: TELEMETRY_EXAMPLE,
  * check(telemetry) {
    for (const [i, { randomSamplingPercentage: value = 0 }] of (telemetry.spec.tracing ?? []).entries()) {
      if (value > 0 && value < 1) {
        const data = { value, every: Math.round(100 / value), percent: Number((value * 100).toPrecision(6)) };
        yield { at: telemetry.at('spec', 'tracing', i, 'randomSamplingPercentage'), data };
      }
    }
  },
});
