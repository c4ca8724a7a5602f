import { findingsOf } from './findings-of';

/** What is said of the size of an object, by code and place. */
const said = (object: object) => findingsOf(JSON.stringify(object)).filter((line) => /^MLM000[89]/.test(line)).map((line) => line.replace(/ \w+ \w+ ml\/o/, ''));
const object = (apiVersion: string, kind: string, fields: object, metadata: object = {}) => ({ apiVersion, kind, metadata: { name: 'o', namespace: 'ml', ...metadata }, ...fields });
const letters = (number: number) => 'x'.repeat(number);
const base64 = (bytes: number) => Buffer.alloc(bytes).toString('base64');
const plugin = (number: number) => object('extensions.istio.io/v1alpha1', 'WasmPlugin', { spec: { url: 'oci://r.example.com/a:1', pluginConfig: { a: letters(number) } } });

/** A plugin that has so many bytes as JSON. */
const pluginOf = (bytes: number) => plugin(bytes - JSON.stringify(plugin(0)).length);

const MIB = 1024 * 1024;

test.each([
  ['ConfigMap', 'data', { data: { a: letters(MIB) } }, { data: { a: letters(MIB), b: 'x' } }, 'data.a'],
  ['ConfigMap', 'data and binaryData together', { binaryData: { b: base64(5) }, data: { a: letters(MIB - 5) } }, { binaryData: { b: base64(6) }, data: { a: letters(MIB - 5) } }, 'data.a'],
  ['ConfigMap', 'letters of two bytes', { data: { a: 'ü'.repeat(MIB / 2) } }, { data: { a: `${'ü'.repeat(MIB / 2)}x` } }, 'data.a'],
  ['Secret', 'decoded data', { data: { a: base64(MIB) } }, { data: { a: base64(MIB + 1) } }, 'data.a'],
  ['Secret', 'stringData in place of data', { data: { a: base64(MIB) }, stringData: { a: letters(MIB) } }, { stringData: { a: letters(MIB + 1) } }, 'stringData.a'],
])('a %s takes 1 MiB of %s', (kind, _, fits, exceeds, field) => {
  expect(said(object('v1', kind, fits))).toEqual([expect.stringMatching(/^MLM0009/)]);
  expect(said(object('v1', kind, exceeds))).toEqual([`MLM0008 ${field}: data of 1,048,577 bytes: a ${kind} takes 1,048,576 at most`]);
});

test('annotations take 256 KiB, with their names', () => {
  const annotated = (bytes: number) => object('v1', 'ServiceAccount', {}, { annotations: { abc: letters(bytes - 3) } });

  expect(said(annotated(256 * 1024))).toEqual([expect.stringMatching(/^MLM0009/)]);
  expect(said(annotated(256 * 1024 + 1))).toEqual(['MLM0008 metadata.annotations: annotations of 262,145 bytes: an object takes 262,144 at most']);
});

test('a custom resource is stored as JSON, of which the store takes less than 1.5 MiB', () => {
  expect(said(pluginOf(1.5 * MIB - 1))).toEqual([expect.stringMatching(/^MLM0009/)]);
  expect(said(pluginOf(1.5 * MIB))).toEqual(['MLM0008 spec.pluginConfig.a: an object of 1,572,864 bytes: the store of a cluster takes 1,572,863 at most']);
});

test('of the kinds of Kubernetes only the texts are sure to be stored, and 3 MiB of JSON are not read', () => {
  const job = (spec: object) => object('batch/v1', 'Job', { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }], ...spec } } } });
  const many = (number: number) => ({ tolerations: Array.from({ length: number }, () => ({ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 100_000_000 })) });

  expect(said(job(many(20_000)))).toEqual([expect.stringMatching(/^MLM0009/)]);
  expect(said(job({ hostname: letters(1.5 * MIB) }))).toEqual([expect.stringMatching(/^MLM0008 .*: an object of 1,572,8\d\d bytes: the store of a cluster takes 1,572,863 at most$/)]);
  expect(said(job(many(40_000)))).toEqual([expect.stringMatching(/: an object of 3,\d\d\d,\d\d\d bytes: the API server takes 3,145,728 at most$/)]);
});

test('what kubectl would make an annotation of may have 256 KiB, with the name of the annotation', () => {
  const name = 'kubectl.kubernetes.io/last-applied-configuration';

  expect(said(pluginOf(256 * 1024 - name.length))).toEqual([]);
  expect(said(pluginOf(256 * 1024 - name.length + 1)))
    .toEqual(['MLM0009 spec.pluginConfig.a: kubectl apply makes an annotation of its 262,145 bytes, of which 262,144 are taken at most']);
});

test('what aliases stand for is counted as often as they stand, and measured once', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `    l${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(', ')}]`);
  const text = `apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: { name: o, namespace: ml }
spec:
  url: oci://r.example.com/a:1
  pluginConfig:
    l0: &l0 x
${levels.slice(0, 12).join('\n')}
`;

  expect(findingsOf(text)).toEqual([expect.stringMatching(/^MLM0008 error WasmPlugin ml\/o spec\.pluginConfig\.l12: an object of 1,[\d,]{15,} bytes/)]);
});

test('what holds itself has no end', () => {
  expect(findingsOf('apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: { name: o, namespace: ml }\nspec: { url: "oci://r.example.com/a:1", pluginConfig: { a: &a [*a] } }\n'))
    .toEqual([expect.stringMatching(/^MLM0008 error WasmPlugin ml\/o : an object of ∞ bytes/)]);
});

test('objects of a large list are measured one by one', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [pluginOf(200_000), pluginOf(200_000)].map((one, i) => ({ ...one, metadata: { ...one.metadata, name: `o${i}` } })) };

  expect(findingsOf(JSON.stringify(list))).toEqual([]);
});
