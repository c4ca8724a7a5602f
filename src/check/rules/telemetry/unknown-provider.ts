import { TELEMETRY_EXAMPLE } from './telemetry-example';
import type { TelemetrySpec } from '../../../../imports/telemetry.istio.io';
import { TELEMETRY } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule } from '../../rule';
import { nearest } from '../../suggestion';

export const unknownProvider = rule({
  code: 'MLM0701',
  name: 'unknown-provider',
  severity: 'error',
  title: 'A Telemetry names a provider that the mesh does not have',
  kinds: [TELEMETRY],
  message: 'the mesh has no provider {name}: it has {known}',
  why: 'A name that istiod does not know is passed over: nothing is traced, logged or counted there, and no status tells.',
  fix: 'declare it in meshConfig.extensionProviders, or name one that is there',
  sameAs: ['IST0157'],
  cases: ['telemetry/unknown-provider'],
  evidence: 'the gateway gets no tracing at all, and istioctl analyze is silent',
  bad: altered(TELEMETRY_EXAMPLE, ['- name: otel\n      randomSampling', '- name: otell # <- MLM0701\n      randomSampling']),
  good: TELEMETRY_EXAMPLE,
  * check(telemetry, { index }) {
    const known = index.meshConfig.providers();
    for (const { name, at } of known === undefined ? [] : namedProviders(telemetry).filter((provider) => !known.includes(provider.name))) {
      const meant = nearest(name, known!);
      yield { at, data: { name, known: known!.join(', ') }, fix: meant === undefined ? undefined : `write ${meant}` };
    }
  },
});

function namedProviders(telemetry: ManifestObject<TelemetrySpec>): { readonly name: string; readonly at: Location }[] {
  return (['tracing', 'metrics', 'accessLogging'] as const).flatMap((section) => (telemetry.spec[section] ?? []).flatMap(({ providers = [] }, i) => (
    providers.map(({ name }, j) => ({ name, at: telemetry.at('spec', section, i, 'providers', j, 'name') })))));
}
