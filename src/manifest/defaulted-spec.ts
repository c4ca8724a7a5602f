import { groupOf, kindKey } from './kind';
import { bundledSchemas } from './schema/bundled-schemas';
import { withDefaults } from './schema/defaults';
import { foreignSchema } from './schema/foreign-schemas';
import { linkedSchema } from './schema/linked-schema';
import type { Schema } from './schema/schema';

let definitions: ReadonlyMap<string, string> | undefined;

/** The spec as the API server completes it. Defaults are the same in all versions that are supported: a test holds that. */
export function defaultedSpec(kind: string, spec: unknown): unknown {
  return withDefaults(spec ?? {}, specSchema(kind));
}

function specSchema(kind: string): Schema | undefined {
  definitions ??= definitionsByKind();
  const hash = definitions.get(kind);
  return hash === undefined ? foreignSchema(kind) : linkedSchema(hash).properties?.spec;
}

/** Of sets that have a kind in common the last one is the widest. */
function definitionsByKind(): ReadonlyMap<string, string> {
  return new Map(Object.values(bundledSchemas().sets).flatMap((set) => Object.entries(set)).map(([key, { schema }]) => {
    const slash = key.lastIndexOf('/');
    return [kindKey(groupOf(key.slice(0, slash)), key.slice(slash + 1)), schema];
  }));
}
