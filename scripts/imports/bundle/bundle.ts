import { InternedSchemas } from './interned-schemas';
import { BundledKind, SchemaBundle } from '../../../src/manifest/schema/schema-bundle';
import { Crd } from '../crd';
import { Schema, withoutDescriptions, withoutProperties } from '../schema';

/** The API server takes any status from a manifest and drops it. */
const ANY_STATUS: Schema = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Puts the sets, each a list of CRDs under its name, into one bundle. */
export function bundle(sets: Readonly<Record<string, readonly Crd[]>>): SchemaBundle {
  const schemas = new InternedSchemas();
  const bundled = Object.entries(sets).map(([name, crds]) => [name, bundleSet(crds, schemas)] as const);
  return { definitions: schemas.definitions(), sets: Object.fromEntries(bundled) };
}

function bundleSet(crds: readonly Crd[], schemas: InternedSchemas): Record<string, BundledKind> {
  return Object.fromEntries(crds.flatMap(({ group, kind, scope, versions }) => versions.map(({ name, schema }) => [
    `${group === '' ? '' : `${group}/`}${name}/${kind}`,
    { scope, schema: schemas.add(judged(schema)) },
  ])));
}

/** The part of a kind's schema that manifests are judged by. */
function judged(schema: Schema): Schema {
  const { properties, ...rest } = withoutProperties(withoutDescriptions(schema), ['apiVersion', 'kind', 'metadata']);
  return { ...rest, properties: { ...properties, ...(properties?.status !== undefined && { status: ANY_STATUS }) } };
}
