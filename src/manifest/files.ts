import { readdirSync, statSync } from 'fs';
import * as path from 'path';
import { fileProblem } from './file-problem';
import { Source } from './source';
import { readText } from './text-file';

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
  const reading = <T>(file: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      unreadable.push({ file, problem: fileProblem(error) });
      return undefined;
    }
  };
  for (const name of names) {
    for (const file of reading(name, () => filesOf(name)) ?? []) {
      const source = reading(file, () => (file === '-' ? new Source('<stdin>', standardInput()) : new Source(file, readText(file))));
      sources.push(...(source === undefined ? [] : [source]));
    }
  }
  return { sources, unreadable };
}

function filesOf(name: string): readonly string[] {
  if (name === '-' || !statSync(name).isDirectory()) {
    return [name];
  }
  const files = readdirSync(name, { recursive: true, encoding: 'utf8' })
    .filter((file) => MANIFEST.test(file) && !/(^|[\\/])(\.|node_modules[\\/])/.test(file));
  if (files.length === 0) {
    throw new Error('no .yaml, .yml or .json in this folder');
  }
  return files.sort().map((file) => path.join(name, file));
}

/** Nothing at all is what comes from a program that failed. */
function standardInput(): string {
  const text = readText(0);
  if (text === '') {
    throw new Error('nothing came in');
  }
  return text;
}
