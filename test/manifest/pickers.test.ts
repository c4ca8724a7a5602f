import { indexOfObjects } from './index-of';
import { parsersOf } from '../../src/manifest/inference/pickers';

const pool = (fields: object = {}) => ({
  apiVersion: 'inference.networking.k8s.io/v1',
  kind: 'InferencePool',
  metadata: { name: 'llama', namespace: 'ml' },
  spec: { selector: { matchLabels: { app: 'llama' } }, targetPorts: [{ number: 8000 }], endpointPickerRef: { name: 'epp', port: { number: 9002 } }, ...fields },
});
const service = (selector?: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'epp', namespace: 'ml' }, spec: { selector, ports: [{ port: 9002 }] } });
const pod = (container: object, spec: object = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'epp', namespace: 'ml', labels: { app: 'epp' } }, spec: { ...spec, containers: [{ name: 'side' }, { name: 'epp', ...container }] },
});
const picker = (args: string[], more: object = {}, spec: object = {}) => indexOfObjects(pod({ args, ...more }, spec)).pickers.all()[0];

test('flags are read as the program reads them', () => {
  const { pool: named, extProcPort, servesTls, isSelfSigned, electsLeader } = picker(['--pool-name', 'llama', '-pool-namespace=ml', '--secure-serving=false', '--ha-enable-leader-election', '--grpc-port=9005']);

  expect({ named, extProcPort, servesTls, isSelfSigned, electsLeader })
    .toEqual({ named: { namespace: 'ml', name: 'llama' }, extProcPort: 9005, servesTls: false, isSelfSigned: false, electsLeader: true });
});

test('what is not said is its default', () => {
  const { pool: named, extProcPort, servesTls, isSelfSigned, electsLeader } = picker(['--pool-name=llama']);

  expect({ named, extProcPort, servesTls, isSelfSigned, electsLeader })
    .toEqual({ named: { namespace: 'default', name: 'llama' }, extProcPort: 9002, servesTls: true, isSelfSigned: true, electsLeader: false });
});

test.each([
  [[], { metricsPort: 9090, guardsMetrics: true }],
  [['--metrics-port=9091', '--metrics-endpoint-auth=false'], { metricsPort: 9091, guardsMetrics: false }],
])('with %j its metrics are %j', (args, expected) => {
  const { metricsPort, guardsMetrics } = picker(['--pool-name=llama', ...args]);

  expect({ metricsPort, guardsMetrics }).toEqual(expected);
});

test.each([
  [{ name: 'NAMESPACE', value: 'models' }, 'models'],
  [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }, 'ml'],
])('%j tells the namespace of its pool', (variable, namespace) => {
  expect(picker(['--pool-name=llama'], { env: [variable] }).pool.namespace).toBe(namespace);
});

test('a certificate of its own is none that it makes', () => {
  expect(picker(['--pool-name=llama', '--cert-path=/certificate']).isSelfSigned).toBe(false);
});

test.each([
  ['registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0', 'inference.networking.x-k8s.io/v1alpha1'],
  ['ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0', 'llm-d.ai/v1alpha1'],
  ['registry.example.com/own:1', undefined],
])('%s reads %s', (image, configVersion) => {
  expect(picker(['--pool-name=llama'], { image }).release?.configVersion).toBe(configVersion);
});

test.each([
  [{ mountPath: '/config' }, {}, 'config.yaml'],
  [{ mountPath: '/config/' }, {}, 'config.yaml'],
  [{ mountPath: '/config/config.yaml', subPath: 'picker.yaml' }, {}, 'picker.yaml'],
  [{ mountPath: '/config' }, { items: [{ key: 'picker', path: 'config.yaml' }] }, 'picker'],
])('its configuration, mounted by %j and %j, is the key %s', (mount, configMap, key) => {
  const file = picker(['--pool-name=llama', '--config-file=/config/config.yaml'], { volumeMounts: [{ name: 'c', ...mount }] }, { volumes: [{ name: 'c', configMap: { name: 'epp', ...configMap } }] })
    .configFile();

  expect(file).toEqual({ configMap: 'epp', key });
});

const CONFIG = 'parser: { pluginRef: any }\nplugins: [{ name: any, type: passthrough-parser }]';
const configured = (args: string[], data: object) => {
  const { pickers } = indexOfObjects(
    pod({ args: ['--pool-name=llama', ...args], volumeMounts: [{ name: 'c', mountPath: '/config' }] }, { volumes: [{ name: 'c', configMap: { name: 'epp' } }] }),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'epp', namespace: 'ml' }, data },
  );
  const config = pickers.configOf(pickers.all()[0]);
  return config && parsersOf(config);
};

test.each<[what: string, args: string[], data: object, parsers: readonly string[] | undefined]>([
  ['a file', ['--config-file=/config/config.yaml'], { 'config.yaml': CONFIG }, ['passthrough-parser']],
  ['a text', [`--config-text=${CONFIG}`], {}, ['passthrough-parser']],
  ['nothing', [], { 'config.yaml': CONFIG }, []],
  ['a file of llm-d', ['--config-file=/config/config.yaml'], { 'config.yaml': 'requestHandler: { parsers: [{ pluginRef: openai-parser }, {}] }' }, ['openai-parser']],
  ['a file that is not there', ['--config-file=/config/config.yaml'], {}, undefined],
  ['a file that is broken', ['--config-file=/config/config.yaml'], { 'config.yaml': '{' }, undefined],
  ['a file in no ConfigMap', ['--config-file=/other/config.yaml'], {}, undefined],
])('a picker that is given %s reads its parsers', (_, args, data, parsers) => {
  expect(configured(args, data)).toEqual(parsers);
});

test('no ConfigMap is mounted where it looks', () => {
  expect(picker(['--pool-name=llama', '--config-file=/config/config.yaml'], { volumeMounts: [{ name: 'c', mountPath: '/conf' }] }, { volumes: [{ name: 'c', configMap: { name: 'epp' } }] })
    .configFile()).toBeUndefined();
});

test('a pool finds its picker by its Service, and the picker its pools', () => {
  const index = indexOfObjects(pool(), service({ app: 'epp' }), pod({ args: ['--pool-name=llama'] }));
  const [found] = index.pickers.all();

  expect(index.pickers.serviceOf(index.pickers.poolsOf(index.pickers.servicesOf(found)[0])[0])?.name).toBe('epp');
  expect(index.pickers.ownedBy(found.owner)).toEqual([found]);
});

test.each([
  ['a Service that selects others', [pool(), service({ app: 'other' })]],
  ['a Service without selector', [pool(), service()]],
  ['a pool of another Service', [pool({ endpointPickerRef: { name: 'other', port: { number: 9002 } } }), service({ app: 'epp' })]],
  ['a pool without a picker', [pool({ endpointPickerRef: undefined }), service({ app: 'epp' })]],
])('%s leads to no picker', (_, objects) => {
  const index = indexOfObjects(...objects, pod({ args: ['--pool-name=llama'] }));

  expect(index.pickers.servicesOf(index.pickers.all()[0])).toEqual([]);
});

test('a container without a pool is no picker', () => {
  expect(indexOfObjects(pod({ args: ['--model', 'llama'] })).pickers.all()).toEqual([]);
});
