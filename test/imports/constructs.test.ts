import { readdirSync } from 'fs';
import { join } from 'path';
import { ApiObject, ApiObjectMetadata, GroupVersionKind, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { HttpRoute } from '../../imports/gateway.networking.k8s.io';
import { DestinationRule } from '../../imports/networking.istio.io';
import { Schema } from '../../scripts/imports/schema';
import { SOURCES } from '../../scripts/imports/sources';
import { bundledSchemas } from '../../src/manifest/schema/bundled-schemas';
import { linkedSchema } from '../../src/manifest/schema/linked-schema';

interface Props {
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: any;
}

interface KindClass {
  readonly GVK: GroupVersionKind;
  new(scope: Construct, id: string, props: Props): ApiObject;
  manifest(props: Props): any;
}

const IMPORTS = join(__dirname, '..', '..', 'imports');

const CLASSES: KindClass[] = readdirSync(IMPORTS)
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => Object.values<any>(jest.requireActual(join(IMPORTS, name))).filter((exported) => exported.GVK !== undefined));

const KINDS = Object.assign({}, ...SOURCES
  .flatMap(({ sets }) => sets.filter(({ constructs }) => constructs))
  .map(({ name }) => bundledSchemas().sets[name]));

/** A value that has every field of the schema. */
function complete(schema: Schema): any {
  const { type, properties, items, additionalProperties } = schema;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || (type === 'object' && properties === undefined && additionalProperties === undefined)) {
    return { anything: true };
  }
  switch (type) {
    case 'object': return properties === undefined
      ? { key: complete(additionalProperties as Schema) }
      : Object.fromEntries(Object.entries(properties).map(([name, sub]) => [name, complete(sub)]));
    case 'array': return [complete(items!)];
    case 'integer':
    case 'number': return 1;
    case 'boolean': return false;
    default: return 'text';
  }
}

function completeSpec({ GVK: { apiVersion, kind } }: KindClass): unknown {
  const { spec } = linkedSchema(KINDS[`${apiVersion}/${kind}`].schema).properties!;
  return spec === undefined ? undefined : complete(spec);
}

test('there is one class for each kind, of its most stable version', () => {
  const kinds = Object.keys(KINDS).map((key) => key.replace(/\/[^/]*\//, ' '));

  expect(CLASSES.map(({ GVK }) => GVK.apiVersion.replace(/\/.*/, ` ${GVK.kind}`)).sort()).toEqual([...new Set(kinds)].sort());
  expect(CLASSES.map(({ GVK }) => `${GVK.apiVersion} ${GVK.kind}`)).toEqual(expect.arrayContaining([
    'gateway.networking.k8s.io/v1 ReferenceGrant',
    'networking.istio.io/v1alpha3 EnvoyFilter',
    'networking.istio.io/v1beta1 ProxyConfig',
    'telemetry.istio.io/v1 Telemetry',
  ]));
});

test.each(CLASSES.map((kindClass) => [`${kindClass.GVK.apiVersion} ${kindClass.GVK.kind}`, kindClass] as const))('%s keeps every field', (_, kindClass) => {
  const spec = completeSpec(kindClass);
  const props = { metadata: { name: 'a' }, spec: spec as any };

  const object = new kindClass(Testing.chart(), 'object', props);

  const expected = { ...kindClass.GVK, metadata: { name: 'a' }, ...(spec !== undefined && { spec }) };
  expect(kindClass.manifest(props)).toEqual(expected);
  expect(object.toJson()).toEqual(expected);
});

test('lazy values are resolved first', () => {
  const route = new HttpRoute(Testing.chart(), 'route', {
    spec: Lazy.any({ produce: () => ({ rules: [{ timeouts: Lazy.any({ produce: () => ({ request: '30s' }) }) }] }) }),
  });

  expect(route.toJson().spec).toEqual({ rules: [{ timeouts: { request: '30s' } }] });
});

test('props of kinds that need no spec may be left out', () => {
  expect(new DestinationRule(Testing.chart(), 'rule').toJson()).toEqual({ ...DestinationRule.GVK, metadata: expect.anything() });
});
