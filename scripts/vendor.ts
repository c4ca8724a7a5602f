import { readdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '..');
const VENDOR = path.join(ROOT, 'lib', 'src', 'vendor');

/** Puts each vendored library, with the licences of all that it is made of, where its re-export was compiled to. */
function main(): void {
  for (const file of readdirSync(VENDOR).filter((name) => name.endsWith('.js'))) {
    const library = path.basename(file, '.js');
    const { metafile } = buildSync({
      absWorkingDir: ROOT,
      entryPoints: [path.join(ROOT, 'src', 'vendor', `${library}.ts`)],
      outfile: path.join(VENDOR, file),
      allowOverwrite: true,
      bundle: true,
      metafile: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      // commander starts programs for commands that are files of their own, of which there are none: to load what starts them takes a hundredth of a check.
      alias: { 'node:child_process': path.join(ROOT, 'scripts', 'no-programs.ts') },
      format: 'cjs',
    });
    const files = Object.keys(metafile.inputs).filter((input) => packageFolder(input) !== undefined).sort();
    writeFileSync(path.join(VENDOR, `${library}.LICENSE`), licences(files).join('\n\n'));
  }
}

/** The licence of each package that the files are of. */
function licences(files: readonly string[]): string[] {
  const folders = [...new Set(files.map((file) => packageFolder(file)!))];
  return folders.map((folder) => licence(folder, files.filter((file) => packageFolder(file) === folder)));
}

/** `node_modules/@bufbuild/cel` of a file in it; undefined for ours. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function licence(folder: string, files: readonly string[]): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8')) as Record<string, string>;
  const own = readdirSync(path.join(ROOT, folder)).find((file) => /^licen[cs]e/i.test(file));
  const text = own === undefined ? withoutOwnText(folder, license, files) : readFileSync(path.join(ROOT, folder, own), 'utf8');
  return `${name} ${version} ${license}\n\n${text}`;
}

/** A package that brings no licence text: that of this package if it is the same, and what the heads of its files say. */
function withoutOwnText(folder: string, license: string, files: readonly string[]): string {
  if (!license.includes('Apache-2.0')) {
    throw new Error(`${folder} has no licence file: do not ship it`);
  }
  const heads = files.map((file) => /^(?:\/\/.*\n)+/m.exec(readFileSync(path.join(ROOT, file), 'utf8'))?.[0] ?? '');
  const others = [...new Set(heads.filter((head) => head.includes('Redistribution')))];
  return [readFileSync(path.join(ROOT, 'LICENSE'), 'utf8'), ...others].join('\n');
}

main();
