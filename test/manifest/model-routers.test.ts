import { indexOfObjects } from './index-of';
import { basesOf } from '../../src/manifest/inference/model-routers';

const IMAGE = 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0';
const PROCESSOR = 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor';
const WRAPPER = 'type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'router', namespace: 'ml' }, spec: { selector: { app: 'router' }, ports: [{ port: 9004 }] } };
const pod = (container: object = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'router', namespace: 'ml', labels: { app: 'router' } }, spec: { containers: [{ name: 'side' }, { name: 'bbr', image: IMAGE, ...container }] },
});
const names = (name: string, data: object, namespace = 'ml', label = 'true') => (
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: { 'inference.networking.k8s.io/bbr-managed': label } }, data });
const processor = (mode?: string, host = 'router.ml.svc.cluster.local') => (
  { '@type': PROCESSOR, 'grpc_service': { envoy_grpc: { cluster_name: `outbound|9004||${host}` } }, ...(mode === undefined ? {} : { processing_mode: { request_body_mode: mode } }) });
const told = (...objects: object[]) => indexOfObjects(...objects).modelRouters.namesIn('ml');

test.each([
  [[{ name: 'NAMESPACE', value: 'models' }], 'models'],
  [[{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }], 'ml'],
  [undefined, undefined],
])('with the variables %j a router reads the ConfigMaps of %s', (env, namespace) => {
  expect(indexOfObjects(pod({ env })).modelRouters.all()[0].namespace).toBe(namespace);
});

test.each([
  ['registry.k8s.io/gateway-api-inference-extension/bbr@sha256:1', 1],
  ['ghcr.io/own/body-based-routing:1', 1],
  ['ghcr.io/own/bbr-proxy:1', 0],
])('%s is a router: %d', (image, count) => {
  expect(indexOfObjects(pod({ image })).modelRouters.all()).toHaveLength(count);
});

test('a filter asks the router behind the Service of its cluster', () => {
  const { modelRouters } = indexOfObjects(service, pod());

  expect(modelRouters.filter(processor('FULL_DUPLEX_STREAMED'))).toMatchObject({ host: 'router.ml.svc.cluster.local', port: 9004, routers: modelRouters.all() });
});

test.each([
  ['no external processor', { ...processor(), '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' }],
  ['a Service that is not there', processor('BUFFERED', 'other.ml.svc.cluster.local')],
  ['no cluster', { '@type': PROCESSOR }],
  ['a wrapper around nothing', { '@type': WRAPPER }],
])('%s asks no router', (_, filter) => {
  expect(indexOfObjects(service, pod()).modelRouters.filter(filter)).toBeUndefined();
});

test('another program behind the Service is no router', () => {
  expect(indexOfObjects(service, pod({ image: 'own/processor:1' })).modelRouters.filter(processor('FULL_DUPLEX_STREAMED'))).toBeUndefined();
});

test.each([
  ['FULL_DUPLEX_STREAMED', [], 500],
  ['FULL_DUPLEX_STREAMED', ['--streaming=false'], 500],
  ['FULL_DUPLEX_STREAMED', ['--streaming'], undefined],
  ['BUFFERED', ['--streaming=true'], 504],
  ['BUFFERED', [], undefined],
  ['STREAMED', [], undefined],
  [undefined, ['--streaming'], undefined],
])('a filter of mode %s and a router with %j fail with %s', (mode, args, deadlock) => {
  expect(indexOfObjects(service, pod({ args })).modelRouters.filter(processor(mode))).toMatchObject({ bodyMode: mode ?? 'NONE', deadlock });
});

test.each([['BUFFERED', 1_048_576], ['FULL_DUPLEX_STREAMED', undefined], [undefined, undefined]])('of bodies sent %s the gateway keeps %s bytes', (mode, longestBody) => {
  expect(indexOfObjects(service, pod()).modelRouters.filter(processor(mode))).toMatchObject({ longestBody });
});

test('flags may stand in the command', () => {
  expect(indexOfObjects(pod({ command: ['/bbr', '--streaming'] })).modelRouters.all()[0].isStreaming).toBe(true);
});

test('where one router of several answers, it is left open who is asked', () => {
  const other = pod({ args: ['--streaming'] });

  expect(indexOfObjects(service, pod(), { ...other, metadata: { ...other.metadata, name: 'second' } }).modelRouters.filter(processor('BUFFERED'))?.deadlock).toBeUndefined();
});

test('a filter that is skipped for some requests has its processor inside', () => {
  const wrapped = { '@type': WRAPPER, 'extension_config': { typed_config: processor('BUFFERED') } };

  expect(indexOfObjects(service, pod()).modelRouters.filter(wrapped)?.bodyModePath).toEqual(['extension_config', 'typed_config', 'processing_mode', 'request_body_mode']);
});

test('a ConfigMap names a base model and its adapters', () => {
  expect(told(names('a', { baseModel: ' llama ', adapters: '- " sql "\n-\n- chat\n' }))).toMatchObject([{ base: 'llama', adapters: ['sql', 'chat'] }]);
  expect(told(names('a', { baseModel: 'llama', adapters: ' ' }))).toMatchObject([{ base: 'llama', adapters: [] }]);
});

test.each([
  ['without a base model', names('a', { adapters: '- sql\n' })],
  ['whose adapters are no list', names('a', { baseModel: 'llama', adapters: 'sql' })],
  ['whose adapters are no YAML', names('a', { baseModel: 'llama', adapters: '[' })],
  ['with another label', names('a', { baseModel: 'llama' }, 'ml', 'yes')],
  ['of another namespace', names('a', { baseModel: 'llama' }, 'other')],
])('a ConfigMap %s tells nothing', (_, configMap) => {
  expect(told(configMap)).toEqual([]);
});

test('without a namespace the ConfigMaps of all tell', () => {
  expect(indexOfObjects(names('a', { baseModel: 'llama' }), names('a', { baseModel: 'qwen' }, 'other')).modelRouters.namesIn(undefined)).toHaveLength(2);
});

test('an adapter comes before a base model of its name', () => {
  const both = told(names('a', { baseModel: 'llama', adapters: '[qwen]' }), names('b', { baseModel: 'qwen', adapters: '[chat]' }));

  expect([...basesOf(both)]).toEqual([['llama', 'llama'], ['qwen', 'llama'], ['chat', 'qwen']]);
});
