import { readFileSync } from 'fs';
import * as path from 'path';
import { build, type Plugin } from 'esbuild';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');

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

/** The examples of rules are for `explain`, which is no bundle: they would be a fourth of what a check loads. */
const withoutExamples: Plugin = {
  name: 'without-examples',
  setup: ({ onLoad }) => onLoad({ filter: /\/check\/rules\/.*\.ts$/ }, ({ path: file }) => ({ contents: withoutTexts(readFileSync(file, 'utf8')), loader: 'ts' })),
};

/** What builds examples, all of check/rule.ts. */
const BUILDERS = ['yaml', 'altered', 'together'];

/** A source with an empty text wherever one is built for an example. */
function withoutTexts(source: string): string {
  const examples: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const builder = ts.isTaggedTemplateExpression(node) ? node.tag : ts.isCallExpression(node) ? node.expression : undefined;
    if (builder !== undefined && BUILDERS.includes(builder.getText())) {
      examples.push(node);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(ts.createSourceFile('rule.ts', source, ts.ScriptTarget.Latest, true));
  return examples.reduceRight((left, node) => `${left.slice(0, node.getStart())}''${left.slice(node.end)}`, source);
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
      plugins: [apart(path.dirname(entry)), withoutExamples],
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
