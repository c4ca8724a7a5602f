import { mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { generate } from './generate';

/** Writes every generated file below the folder and returns their paths in it. */
export function regenerate(folder: string): string[] {
  const files = generate();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return Object.keys(files);
}
