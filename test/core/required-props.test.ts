import { Chart, Duration, Testing } from 'cdk8s';
import { Backend, CanaryModel, ExternalProvider, InferencePool, LlmRoute, MlServingMesh, ModelRoute, ModelRouter, ModelServer, ModelVersion } from '../../src';
import { checkPositive } from '../../src/core/duration';
import { Site } from '../../src/core/site';

/** As callers without types see them. */
const CONSTRUCTS: Readonly<Record<string, new (scope: Chart, id: string, props?: any) => object>> = {
  CanaryModel, ExternalProvider, InferencePool, LlmRoute, MlServingMesh, ModelRoute, ModelRouter, ModelServer,
};

const chart = () => new Chart(Testing.app(), 'app');

test.each(Object.entries(CONSTRUCTS))('%s says what it needs where it gets no props', (name, construct) => {
  expect(() => new construct(chart(), 'a')).toThrow(`[app/a] needs props, got undefined: write new ${name}(scope, id, { `);
  expect(() => new construct(chart(), 'a', null)).toThrow('[app/a] needs props, got null');
});

test.each<[construct: string, given: object, missing: string]>([
  ['MlServingMesh', {}, 'namespace'],
  ['LlmRoute', {}, 'mesh'],
  ['ModelRoute', { mesh: {} }, 'backend'],
  ['CanaryModel', { mesh: {} }, 'stable'],
  ['CanaryModel', { mesh: {}, stable: ModelVersion.of('v1', Backend.service('a', 80)) }, 'candidates'],
  ['ModelServer', { mesh: {}, engine: null }, 'engine'],
  ['InferencePool', { mesh: {} }, 'servers'],
  ['ModelRouter', { mesh: {} }, 'pools'],
  ['ExternalProvider', { mesh: {}, hostname: 'api.example.com' }, 'credential'],
])('%s with %p names what is missing', (construct, given, missing) => {
  expect(() => new CONSTRUCTS[construct](chart(), 'a', given)).toThrow(`[app/a] ${missing} is missing: write new ${construct}(scope, id, { `);
});

test('a time that is no Duration is refused', () => {
  expect(() => checkPositive(Site.named('chat', 'timeout'), '120s' as unknown as Duration)).toThrow("[chat] timeout must be a Duration of cdk8s, got '120s': write Duration.seconds(30)");
});
