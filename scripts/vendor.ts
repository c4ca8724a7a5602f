import { copyFileSync, readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '..');
const VENDOR = path.join(ROOT, 'lib', 'src', 'vendor');

/** Puts each vendored library, with its licence, where its re-export was compiled to. */
function main(): void {
  for (const file of readdirSync(VENDOR).filter((name) => name.endsWith('.js'))) {
    const library = path.basename(file, '.js');
    const entry = path.join(ROOT, 'src', 'vendor', `${library}.ts`);
    buildSync({
      entryPoints: [entry],
      outfile: path.join(VENDOR, file),
      allowOverwrite: true,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
    });
    copyFileSync(licenseOf(library), path.join(VENDOR, `${library}.LICENSE`));
  }
}

function licenseOf(library: string): string {
  const folder = path.join(ROOT, 'node_modules', ...packageOf(library).split('/'));
  const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (!name) {
    throw new Error(`${folder} has no licence file: do not ship it`);
  }
  return path.join(folder, name);
}

/** The one package that a vendor file names. */
function packageOf(library: string): string {
  const source = readFileSync(path.join(ROOT, 'src', 'vendor', `${library}.ts`), 'utf8');
  return /from '([^'.][^']*)'/.exec(source)![1];
}

main();
