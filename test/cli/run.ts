import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { main } from '../../src/cli/main';

/** What a command wrote, and how it ended. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder with some files, as a person would. */
export async function run(args: string[], files: { readonly [name: string]: string | Buffer } = {}, isColoured = false): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
  const before = process.cwd();
  let [out, err] = ['', ''];
  try {
    Object.entries(files).forEach(([name, content]) => writeFileSync(path.join(folder, name), content));
    process.chdir(folder);
    const code = await main(args, {
      isColoured,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    });
    return { code, out, err };
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}
