import { readFileSync } from 'fs';
import { join } from 'path';
import { SchemaBundle } from './schema-bundle';

const FILE = join(__dirname, '..', '..', '..', 'imports', 'schemas.json');

let bundle: SchemaBundle | undefined;

/** The bundle, read when it is first asked for. */
export function bundledSchemas(): SchemaBundle {
  bundle ??= JSON.parse(readFileSync(FILE, 'utf8')) as SchemaBundle;
  return bundle;
}
