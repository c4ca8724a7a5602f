import { Chart, Testing } from 'cdk8s';
import type { MeshTelemetryProps } from '../../src/telemetry/mesh-telemetry';
import { MeshTelemetry } from '../../src/telemetry/mesh-telemetry';
import { SpanTag } from '../../src/telemetry/span-tag';

function synth(props?: MeshTelemetryProps): any[] {
  const chart = new Chart(Testing.app(), 'chart');
  new MeshTelemetry(chart, 'telemetry', props);
  return Testing.synth(chart);
}

const spec = (props: MeshTelemetryProps) => synth(props)[0].spec;

test('one object without selector in the root namespace', () => {
  expect(synth({ tracingProvider: 'otel', samplingPercentage: 5, accessLogProviders: ['envoy'] })).toEqual([
    {
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name: 'mesh-default', namespace: 'istio-system' },
      spec: {
        tracing: [{ providers: [{ name: 'otel' }], randomSamplingPercentage: 5 }],
        accessLogging: [{ providers: [{ name: 'envoy' }] }],
      },
    },
  ]);
});

test('name and namespace can be chosen', () => {
  const [{ metadata }] = synth({ tracingProvider: 'otel', name: 'ml', rootNamespace: 'mesh-system' });
  expect(metadata).toEqual({ name: 'ml', namespace: 'mesh-system' });
});

test('a root namespace has one, another cluster its own', () => {
  const app = Testing.app();
  const [chart, other] = ['chart', 'other'].map((id) => new Chart(app, id));
  new MeshTelemetry(chart, 'telemetry', { tracingProvider: 'otel' });
  new MeshTelemetry(chart, 'elsewhere', { tracingProvider: 'otel', rootNamespace: 'mesh-system' });
  new MeshTelemetry(other, 'telemetry', { tracingProvider: 'otel' });
  expect(() => new MeshTelemetry(chart, 'again', { tracingProvider: 'otel', name: 'again' }))
    .toThrow("[chart/again] rootNamespace has the Telemetry of chart/telemetry already, and Istio follows the oldest one of a namespace only, got 'istio-system': say all of it there");
});

test('spans carry tags', () => {
  const spanTags = {
    cluster: SpanTag.literal('eu-1'),
    model: SpanTag.header('x-model', 'none'),
    version: SpanTag.header('x-model-version'),
    node: SpanTag.environment('NODE_NAME', 'unknown'),
  };
  expect(spec({ tracingProvider: 'otel', spanTags })).toEqual({
    tracing: [
      {
        providers: [{ name: 'otel' }],
        customTags: {
          cluster: { literal: { value: 'eu-1' } },
          model: { header: { name: 'x-model', defaultValue: 'none' } },
          version: { header: { name: 'x-model-version' } },
          node: { environment: { name: 'NODE_NAME', defaultValue: 'unknown' } },
        },
      },
    ],
  });
});

test('access logs go to several providers and may be filtered', () => {
  expect(spec({ accessLogProviders: ['envoy', 'otel'], accessLogFilter: 'response.code >= 400' })).toEqual({
    accessLogging: [{ providers: [{ name: 'envoy' }, { name: 'otel' }], filter: { expression: 'response.code >= 400' } }],
  });
});

test('an empty list of access logs leaves them alone', () => {
  expect(spec({ tracingProvider: 'otel', accessLogProviders: [] })).toEqual({ tracing: [{ providers: [{ name: 'otel' }] }] });
});

test('a sampling of 0 and of small shares is written', () => {
  expect(spec({ tracingProvider: 'otel', samplingPercentage: 0 }).tracing[0].randomSamplingPercentage).toBe(0);
  expect(spec({ tracingProvider: 'otel', samplingPercentage: 0.07 }).tracing[0].randomSamplingPercentage).toBe(0.07);
});

test.each([
  [undefined, /^\[chart\/telemetry\] would say nothing: name a tracingProvider or accessLogProviders/],
  [{ accessLogProviders: [] }, /^\[chart\/telemetry\] would say nothing/],
  [{ samplingPercentage: 5, accessLogProviders: ['envoy'] }, /^\[chart\/telemetry\] samplingPercentage needs a tracingProvider/],
  [{ spanTags: { a: SpanTag.literal('b') }, accessLogProviders: ['envoy'] }, /^\[chart\/telemetry\] spanTags needs a tracingProvider/],
  [{ tracingProvider: 'otel', accessLogFilter: 'true' }, /^\[chart\/telemetry\] accessLogFilter needs accessLogProviders/],
  [{ accessLogProviders: ['envoy'], accessLogFilter: ' ' }, /^\[chart\/telemetry\] accessLogFilter must be a CEL expression/],
  [{ tracingProvider: '' }, /^\[chart\/telemetry\] tracingProvider must name a provider/],
  [{ accessLogProviders: ['envoy', ''] }, /^\[chart\/telemetry\] accessLogProviders\[1\] must name a provider/],
  [{ tracingProvider: 'otel', samplingPercentage: 100.5 }, /^\[chart\/telemetry\] samplingPercentage must be a percentage from 0 to 100/],
  [{ tracingProvider: 'otel', samplingPercentage: Number.NaN }, /^\[chart\/telemetry\] samplingPercentage must be a percentage/],
  [{ tracingProvider: 'otel', name: 'Mesh' }, /^\[chart\/telemetry\] name must be a DNS subdomain/],
  [{ tracingProvider: 'otel', rootNamespace: 'a.b' }, /^\[chart\/telemetry\] rootNamespace must be a namespace name/],
  [{ tracingProvider: 'otel', spanTags: {} }, /^\[chart\/telemetry\] spanTags must not be empty/],
  [{ tracingProvider: 'otel', spanTags: { '': SpanTag.literal('a') } }, /^\[chart\/telemetry\] spanTags must name each tag/],
  [{ tracingProvider: 'otel', spanTags: { a: SpanTag.literal('') } }, /^\[chart\/telemetry\] spanTags\.a must not be empty/],
  [{ tracingProvider: 'otel', spanTags: { a: SpanTag.header('b c') } }, /^\[chart\/telemetry\] spanTags\.a must be a header name/],
  [{ tracingProvider: 'otel', spanTags: { a: SpanTag.environment('') } }, /^\[chart\/telemetry\] spanTags\.a must not be empty/],
] as [MeshTelemetryProps | undefined, RegExp][])('fails on %#', (props, message) => {
  expect(() => synth(props)).toThrow(message);
});
