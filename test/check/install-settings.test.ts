import { findingsOf } from './findings-of';
import { check } from '../../src/check/check';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

const SPEC = 'spec:\n  meshConfig:\n    extensionProviders:\n      - name: otel\n        opentelemetry: {}\n';

function codesIn(name: string, text: string): string[] {
  return check(readSources([new Source(name, text)])).findings.map(({ rule: { code }, severity }) => `${code} ${severity}`);
}

test.each([
  ['with metadata', 'metadata:\n  name: istio\n'],
  ['without, as istioctl takes it', ''],
])('an IstioOperator %s is information, and nothing else', (_, metadata) => {
  expect(findingsOf(`apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n${metadata}${SPEC}`))
    .toEqual([expect.stringMatching(/^MLM0007 info IstioOperator \S* ?kind: an IstioOperator: istioctl reads it, nobody applies it$/)]);
});

test.each(['values.yaml', 'istio/values.yml', 'charts/istiod-values.yaml', 'values-prod.yaml', 'istiod.values.yaml'])('%s holds values of a chart', (name) => {
  expect(codesIn(name, 'pilot:\n  replicas: 2\n')).toEqual(['MLM0007 info']);
});

test.each(['Chart.yaml', 'charts/istiod/Chart.yaml', 'kustomization.yaml', 'overlays/prod/kustomization.yml'])('%s is read by a program, and applied by nobody', (name) => {
  expect(codesIn(name, 'resources: [a.yaml]\n')).toEqual(['MLM0007 info']);
});

test.each(['manifests.yaml', 'evaluesx.yaml', 'my-kustomization.yaml', 'Chart.yaml/a.yaml', 'values.yaml/route.yaml'])('%s does not, and what is no object there is an error', (name) => {
  expect(codesIn(name, 'pilot:\n  replicas: 2\n')).toEqual(['MLM0002 error']);
});

test('an object in a file of values is judged as everywhere', () => {
  expect(codesIn('values.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports: 3\n')).toEqual(['MLM0004 error']);
});

test('what an IstioOperator says of the mesh is known to rules', () => {
  const telemetry = 'apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata:\n  name: t\n  namespace: istio-system\nspec:\n  tracing:\n    - providers: [{ name: PROVIDER }]\n';
  const codes = (provider: string, operator: string) => findingsOf(`${telemetry.replace('PROVIDER', provider)}---\n${operator}`).map((finding) => finding.slice(0, 7));
  const operator = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n${SPEC}`;

  expect(codes('otel', operator)).toEqual(['MLM0007']);
  expect(codes('zipkin', operator)).toEqual(['MLM0701', 'MLM0007']);
  expect(codes('zipkin', '')).toEqual([]);
});
