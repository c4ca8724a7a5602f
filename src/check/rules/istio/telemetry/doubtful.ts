import { TELEMETRY } from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';

export const telemetryDoubtful = warned({
  code: 'MLM0935',
  name: 'telemetry-doubtful',
  title: 'A Telemetry sends spans to more places than one',
  kinds: [TELEMETRY],
  why: 'Of several tracing settings the first one counts, of several providers of it the first one. The webhook lets it pass with a warning.',
  fix: 'keep one tracing with one provider; a collector can send spans on to several places',
  bad: yaml`
    apiVersion: telemetry.istio.io/v1
    kind: Telemetry
    metadata:
      name: default
      namespace: ml-serving
    spec:
      tracing:
        - providers: # <- MLM0935
            - name: otel
            - name: zipkin
  `,
  good: yaml`
    apiVersion: telemetry.istio.io/v1
    kind: Telemetry
    metadata:
      name: default
      namespace: ml-serving
    spec:
      tracing:
        - providers:
            - name: otel
  `,
  * check(telemetry) {
    const { metrics = [], tracing = [] } = telemetry.spec;
    if (tracing.length > 1) {
      yield found(telemetry.at('spec', 'tracing').key(), 'one tracing counts, the others have no effect');
    }
    for (const [index, { providers = [] }] of tracing.entries()) {
      if (providers.length > 1) {
        yield found(telemetry.at('spec', 'tracing', index, 'providers').key(), 'one provider gets the spans, the others have no effect');
      }
    }
    for (const [i, { overrides = [] }] of metrics.entries()) {
      for (const [j, { tagOverrides = {} }] of overrides.entries()) {
        if ('' in tagOverrides) {
          yield found(telemetry.at('spec', 'metrics', i, 'overrides', j, 'tagOverrides'), 'a tag has no name');
        }
      }
    }
  },
});
