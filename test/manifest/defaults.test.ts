import { indexOf, manifests } from './index-of';
import { DEPLOYMENT, HTTP_ROUTE, SERVICE } from '../../src/manifest/kinds';
import { bundledSchemas } from '../../src/manifest/schema/bundled-schemas';
import { linkedSchema } from '../../src/manifest/schema/linked-schema';
import type { Schema } from '../../src/manifest/schema/schema';

test('a route has the matches and the references that the API server would write', () => {
  const index = indexOf(manifests({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'a' },
    spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'llm', port: 80 }], matches: null }] },
  }));

  expect(index.all(HTTP_ROUTE)[0].spec).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }],
    rules: [{
      backendRefs: [{ group: '', kind: 'Service', name: 'llm', port: 80, weight: 1 }],
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
    }],
  });
});

test('core kinds have theirs', () => {
  const index = indexOf(manifests(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template: { spec: { containers: [] } } } },
  ));

  expect(index.all(SERVICE)[0].spec).toEqual({ type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }] });
  expect(index.all(DEPLOYMENT)[0].spec).toMatchObject({ replicas: 1, template: { spec: { serviceAccountName: 'default' } } });
});

test('what was read stays as it was written', () => {
  const index = indexOf(manifests({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } }));
  const [service] = index.all(SERVICE);

  expect([service.spec.type, service.manifest.spec]).toEqual(['ClusterIP', { ports: [{ port: 80 }] }]);
});

// The index does not know for which version it is asked.
test('a field has the same default in all versions that have one', () => {
  const defaults = new Map<string, Set<string>>();
  for (const set of Object.values(bundledSchemas().sets)) {
    for (const [key, { schema }] of Object.entries(set)) {
      const kind = key.replace(/\/[^/]*\//, '/');
      for (const [path, value] of defaultsWithin(linkedSchema(schema).properties?.spec ?? {})) {
        const field = `${kind} ${path}`;
        defaults.set(field, (defaults.get(field) ?? new Set()).add(JSON.stringify(value)));
      }
    }
  }

  expect(defaults.size).toBeGreaterThan(50);
  expect([...defaults].filter(([, values]) => values.size > 1)).toEqual([]);
});

function defaultsWithin({ properties = {}, items, default: value }: Schema, path = 'spec'): [string, unknown][] {
  return [
    ...(value === undefined ? [] : [[path, value] as [string, unknown]]),
    ...Object.entries(properties).flatMap(([name, sub]) => defaultsWithin(sub, `${path}.${name}`)),
    ...(items === undefined ? [] : defaultsWithin(items, `${path}[]`)),
  ];
}
