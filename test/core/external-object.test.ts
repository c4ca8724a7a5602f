import { ExternalObjects } from '../../src/core/external-object';

test('what several parts know of one object is put together', () => {
  const externals = new ExternalObjects(() => []);
  const service = { apiVersion: 'v1', kind: 'Service', namespace: 'ml', name: 'predictor' };
  externals.add(() => [{ ...service, requirements: ['port 80'], stub: { spec: { ports: [{ port: 80 }], type: 'ClusterIP' } } }]);
  externals.add(() => [{ ...service, requirements: ['port 80', 'port 81'], stub: { metadata: { labels: { a: 'b' } }, spec: { ports: [{ port: 80 }, { port: 81 }] } } }]);
  expect(externals.list()).toEqual([{
    ...service,
    requirements: ['port 80', 'port 81'],
    stub: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'predictor', namespace: 'ml', labels: { a: 'b' } },
      spec: { ports: [{ port: 80 }, { port: 81 }], type: 'ClusterIP' },
    },
  }]);
});

test('objects that differ in kind, namespace, name or version stay apart', () => {
  const externals = new ExternalObjects(() => []);
  const base = { apiVersion: 'v1', kind: 'Service', namespace: 'ml', name: 'a' };
  externals.add(() => [base, { ...base, kind: 'Secret' }, { ...base, namespace: 'other' }, { ...base, name: 'b' }, { ...base, apiVersion: 'v2' }]);
  expect(externals.list()).toHaveLength(5);
});

test('an object without a namespace has none in its stub', () => {
  const externals = new ExternalObjects(() => []);
  externals.add(() => [{ apiVersion: 'v1', kind: 'Namespace', name: 'ml' }]);
  expect(externals.list()).toStrictEqual([{
    apiVersion: 'v1', kind: 'Namespace', name: 'ml', requirements: [], stub: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
  }]);
});

test('facts are asked for when the list is', () => {
  const externals = new ExternalObjects(() => []);
  const requirements: string[] = [];
  externals.add(() => [{ apiVersion: 'v1', kind: 'Service', name: 'a', requirements }]);
  requirements.push('late');
  expect(externals.list()[0].requirements).toEqual(['late']);
});

test('of two plain values the later one counts', () => {
  const externals = new ExternalObjects(() => []);
  externals.add(() => [{ apiVersion: 'v1', kind: 'Secret', name: 'a', stub: { type: 'Opaque' } }]);
  externals.add(() => [{ apiVersion: 'v1', kind: 'Secret', name: 'a', stub: { type: 'kubernetes.io/tls' } }]);
  expect(externals.list()[0].stub.type).toBe('kubernetes.io/tls');
});

test('the namespace of an object is listed once, as far as it is known, and that of an account is not', () => {
  const externals = new ExternalObjects((name) => (name === 'own' ? [] : [{ apiVersion: 'v1', kind: 'Namespace', name, requirements: ['to be seen'] }]));
  const service = { apiVersion: 'v1', kind: 'Service', namespace: 'models', name: 'a' };
  externals.add(() => [service, { ...service, name: 'b' }, { ...service, namespace: 'own' }, { ...service, kind: 'ServiceAccount', namespace: 'callers' }]);
  externals.add(() => [{ apiVersion: 'v1', kind: 'Namespace', name: 'models' }]);
  expect(externals.list().filter(({ kind }) => kind === 'Namespace'))
    .toEqual([expect.objectContaining({ name: 'models', requirements: ['to be seen'] })]);
});
