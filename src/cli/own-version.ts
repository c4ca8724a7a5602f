import { existsSync, readFileSync } from 'fs';
import * as path from 'path';

/** The version of this package, compiled or not. */
export function ownVersion(): string {
  const file = ['../..', '../../..'].map((folder) => path.join(__dirname, folder, 'package.json')).find(existsSync)!;
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
