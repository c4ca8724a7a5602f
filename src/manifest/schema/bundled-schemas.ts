import { SchemaBundle } from './schema-bundle';

/** The bundle, read when it is first asked for. */
export function bundledSchemas(): SchemaBundle {
  return require('../../../imports/schemas.json') as SchemaBundle;
}
