import { TELEMETRY_EXAMPLE } from './telemetry-example';
import { targetRefs, selectorOf } from '../../../manifest/istio/policies';
import { TELEMETRY } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const tracingWithoutProvider = rule({
  code: 'MLM0702',
  name: 'tracing-without-provider',
  severity: 'error',
  title: 'Tracing is configured, and no provider takes the spans',
  kinds: [TELEMETRY],
  message: 'no provider takes the spans',
  why: 'Tracing is on by default and sends nothing, because the mesh has no provider of traces by default: sampling and tags of this Telemetry have no effect.',
  fix: 'name a provider of meshConfig.extensionProviders here, or in the Telemetry of the namespace or the mesh',
  isAbsence: true,
  cases: ['telemetry/tracing-without-provider'],
  evidence: 'the gateway gets no tracing at all, and istioctl analyze is silent',
  bad: altered(TELEMETRY_EXAMPLE, ['    - providers:\n        - name: otel\n      randomSamplingPercentage: 10', '    - randomSamplingPercentage: 10 # <- MLM0702']),
  good: TELEMETRY_EXAMPLE,
  * check(telemetry, { index }) {
    const spaces = [...new Set([telemetry.namespace, index.rootNamespace])];
    const isInherited = index.meshConfig.tracesByDefault() || spaces.flatMap((namespace) => index.objects.in(TELEMETRY, namespace))
      .filter((other) => selectorOf(other) === undefined && targetRefs(other).length === 0)
      .some(({ spec }) => (spec.tracing ?? []).some(({ providers = [] }) => providers.length > 0));
    for (const [i, { providers = [], disableSpanReporting, randomSamplingPercentage, customTags }] of (telemetry.spec.tracing ?? []).entries()) {
      const isMeant = randomSamplingPercentage !== undefined || customTags !== undefined;
      if (providers.length === 0 && disableSpanReporting !== true && isMeant && !isInherited) {
        yield { at: telemetry.at('spec', 'tracing', i, randomSamplingPercentage === undefined ? 'customTags' : 'randomSamplingPercentage') };
      }
    }
  },
});
