import * as path from 'path';
import { build, type Plugin } from 'esbuild';

const LIB = path.join(__dirname, '..', 'lib');
const COMMAND = path.join(LIB, 'src', 'cli', 'bin.js');

/** What stays in files of its own: libraries, which not every run needs, schemas, and the simulator, which reads a file beside its own. */
const apart: Plugin = {
  name: 'apart',
  setup: ({ onResolve }) => onResolve({ filter: /\/vendor\/|\.json$|\/simulate-cases$/ }, ({ path: name, resolveDir }) => {
    const file = path.relative(path.dirname(COMMAND), path.join(resolveDir, name));
    return { path: `./${file.split(path.sep).join('/')}`, external: true };
  }),
};

/** Puts the compiled command, and what it consists of, into one file. */
async function main(): Promise<void> {
  await build({
    entryPoints: [COMMAND],
    outfile: COMMAND,
    allowOverwrite: true,
    bundle: true,
    plugins: [apart],
    minifyWhitespace: true,
    minifySyntax: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
