import { readdirSync, readFileSync, statSync } from 'fs';
import * as path from 'path';
import { Source } from './source';

const MANIFEST = /\.(ya?ml|json)$/i;

/** Something that was asked for and cannot be read. */
export interface UnreadableFile {
  readonly file: string;
  readonly problem: string;
}

/** The texts behind some names of files and folders; `-` is what comes in on standard input. */
export function readFiles(names: readonly string[]): { readonly sources: readonly Source[]; readonly unreadable: readonly UnreadableFile[] } {
  const sources: Source[] = [];
  const unreadable: UnreadableFile[] = [];
  for (const name of names) {
    try {
      sources.push(...sourcesOf(name));
    } catch (error) {
      unreadable.push({ file: name, problem: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
  }
  return { sources, unreadable };
}

function sourcesOf(name: string): Source[] {
  if (name === '-') {
    return [new Source('<stdin>', readFileSync(0, 'utf8'))];
  }
  if (!statSync(name).isDirectory()) {
    return [new Source(name, readFileSync(name, 'utf8'))];
  }
  return readdirSync(name, { recursive: true, encoding: 'utf8' })
    .filter((file) => MANIFEST.test(file) && !/(^|[\\/])(\.|node_modules[\\/])/.test(file))
    .sort()
    .map((file) => path.join(name, file))
    .map((file) => new Source(file, readFileSync(file, 'utf8')));
}
