import { readFileSync } from 'fs';
import * as path from 'path';
import { build, type Plugin } from 'esbuild';
import { rulesAsRun } from './rules-as-run';

const ROOT = path.join(__dirname, '..', '..');

/** The start, and the commands that work on whole meshes, each with what it consists of; the others load what was compiled. */
const BUNDLES = ['bin', 'commands/check', 'commands/graph', 'commands/simulate'];

/** What stays in files of its own: libraries, which not every run needs, schemas, and commands other than the one that is run. */
const APART = /\/vendor\/|\.json$|\/commands\//;

/** Refers to what stays apart by where it lies from the folder of a bundle. */
function apart(folder: string): Plugin {
  return {
    name: 'apart',
    setup: ({ onResolve }) => onResolve({ filter: APART }, ({ kind, path: name, resolveDir }) => {
      const file = path.relative(folder, path.join(resolveDir, name)).split(path.sep).join('/');
      return kind === 'entry-point' ? undefined : { path: file.startsWith('.') ? file : `./${file}`, external: true };
    }),
  };
}

/** Puts the command, as far as a run waits for it, into few files in place of the compiled ones. Of the sources, whose imports cost nothing then. */
async function main(): Promise<void> {
  for (const bundle of BUNDLES) {
    const entry = path.join(ROOT, 'src', 'cli', `${bundle}.ts`);
    const outfile = path.join(ROOT, 'lib', 'src', 'cli', `${bundle}.js`);
    await build({
      entryPoints: [entry],
      outfile,
      allowOverwrite: true,
      bundle: true,
      plugins: [apart(path.dirname(entry)), rulesAsRun],
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
    });
    if (/[\u0080-\uFFFF]/.test(readFileSync(outfile, 'utf8'))) {
      throw new Error(`${outfile} holds characters beyond ASCII, so that the engine keeps twice the memory for its text: write them as escapes`);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
