import { openSchema } from './json-schema';
import { schemaTest, type SchemaTest } from './schema-test';
import { groupOf, kindKey } from '../../manifest/kind';
import type { Manifest } from '../../manifest/manifest-object';
import { withDefaults } from '../../manifest/schema/defaults';
import { foreignSchema } from '../../manifest/schema/foreign-schemas';

const tests = new Map<string, SchemaTest>();

/** Whether something of a kind without a bundled schema has another shape than what is read of it. */
export function isUnreadable({ apiVersion, kind, spec }: Manifest): boolean {
  const key = kindKey(groupOf(apiVersion), kind);
  const schema = foreignSchema(key);
  if (schema === undefined) {
    return false;
  }
  const fits = tests.get(key) ?? schemaTest(openSchema(schema));
  tests.set(key, fits);
  return !fits(withDefaults(spec ?? {}, schema));
}
