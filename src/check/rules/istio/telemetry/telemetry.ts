import type { TelemetryOverride, TelemetryTracing } from '../../../../../imports/telemetry.istio.io';
import { TELEMETRY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { celSyntaxProblem } from '../../../schema/cel/syntax';
import { found, foundIn, refused } from '../verdict';

export const telemetryValues = refused({
  code: 'MLM0934',
  name: 'telemetry-values',
  title: 'A setting of a Telemetry is empty or out of range',
  kinds: [TELEMETRY],
  why: 'Providers, tags and metrics have names, samples are percentages, and filters of access logs are CEL expressions. The webhook refuses anything else.',
  fix: 'correct the value',
  bad: yaml`
    apiVersion: telemetry.istio.io/v1
    kind: Telemetry
    metadata:
      name: default
      namespace: ml-serving
    spec:
      accessLogging:
        - providers:
            - name: logs
          filter:
            expression: response.code >= # <- MLM0934
  `,
  good: yaml`
    apiVersion: telemetry.istio.io/v1
    kind: Telemetry
    metadata:
      name: default
      namespace: ml-serving
    spec:
      accessLogging:
        - providers:
            - name: logs
          filter:
            expression: response.code >= 500
  `,
  * check(telemetry) {
    const { accessLogging = [], metrics = [], tracing = [] } = telemetry.spec;
    for (const [index, { filter }] of accessLogging.entries()) {
      yield* foundIn(telemetry.at('spec', 'accessLogging', index, 'filter', 'expression'), filter && (filter.expression ?? ''), celProblem);
    }
    for (const [index, one] of tracing.entries()) {
      yield* tracingHits(telemetry.at('spec', 'tracing', index), one);
    }
    for (const [i, { overrides = [] }] of metrics.entries()) {
      for (const [j, override] of overrides.entries()) {
        yield* overrideHits(telemetry.at('spec', 'metrics', i, 'overrides', j), override);
      }
    }
  },
});

function* overrideHits(at: Location, { tagOverrides = {} }: TelemetryOverride): Iterable<Hit> {
  for (const [name, { operation, value }] of Object.entries(tagOverrides)) {
    // Of an operation that is written down the CRD speaks.
    if (operation === undefined && !value) {
      yield found(at.at('tagOverrides', name), `the tag ${name} gets no value`, 'give it a value, or write operation: REMOVE');
    }
  }
}

function celProblem(expression: string): string | undefined {
  const problem = celSyntaxProblem(expression);
  return problem === undefined ? undefined : `${JSON.stringify(expression)} is no CEL expression: ${problem}`;
}

function* tracingHits(at: Location, { customTags = {} }: TelemetryTracing): Iterable<Hit> {
  if ('' in customTags) {
    yield found(at.at('customTags', '').key(), 'the tag has no name');
  }
}
