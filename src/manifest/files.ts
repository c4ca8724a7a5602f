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
      unreadable.push({ file: name, problem: (error as NodeJS.ErrnoException).code ?? (error as Error).message });
    }
  }
  return { sources, unreadable };
}

function sourcesOf(name: string): Source[] {
  if (name === '-') {
    return [new Source('<stdin>', standardInput())];
  }
  if (!statSync(name).isDirectory()) {
    return [new Source(name, readFileSync(name, 'utf8'))];
  }
  const files = readdirSync(name, { recursive: true, encoding: 'utf8' })
    .filter((file) => MANIFEST.test(file) && !/(^|[\\/])(\.|node_modules[\\/])/.test(file));
  if (files.length === 0) {
    throw new Error('no .yaml, .yml or .json in this folder');
  }
  return files.sort()
    .map((file) => path.join(name, file))
    .map((file) => new Source(file, readFileSync(file, 'utf8')));
}

/** Nothing at all is what comes from a program that failed. */
function standardInput(): string {
  const text = readFileSync(0, 'utf8');
  if (text === '') {
    throw new Error('nothing came in');
  }
  return text;
}
