import { existsSync, readdirSync } from 'fs';
import * as path from 'path';
import { loadESLint } from 'eslint';
import { ROOMS } from '../../projenrc/lint';

const PACKAGE = path.join(__dirname, '..', '..');

/** A file of each room that stands; rooms of the plan that are still to come have none. */
const FILES = new Map(Object.keys({ ...ROOMS, vendor: [] })
  .map((room) => [room, path.join('src', room)] as const)
  .filter(([, folder]) => existsSync(path.join(PACKAGE, folder)))
  .map(([room, folder]) => [room, path.join(folder, readdirSync(path.join(PACKAGE, folder)).find((name) => name.endsWith('.ts'))!)]));

/** What the rules of the house say of a file that would hold this text. */
async function complaints(file: string, text: string): Promise<string[]> {
  const Eslint = await loadESLint({ useFlatConfig: false });
  const eslint = new Eslint({
    cwd: PACKAGE,
    overrideConfig: {
      // The file does not exist, so that no compiler knows its types.
      parserOptions: { projectService: false },
      rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' },
    },
  });
  const [{ messages }] = await eslint.lintText(text, { filePath: path.join(PACKAGE, file) });
  return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** The text of a file that imports another one. */
function importing(file: string, imported: string): string {
  const target = path.relative(path.dirname(file), imported.replace(/\.ts$/, ''));
  return `import * as other from '${target.startsWith('.') ? target : `./${target}`}';\n\nexport const used = other;\n`;
}

for (const [room, allowed] of Object.entries(ROOMS)) {
  const file = `src/${room}/made-up.ts`;

  test(`${room} imports what it may, and no other room`, async () => {
    for (const [other, imported] of FILES) {
      const expected = other === room || allowed.includes(other) ? [] : [expect.stringMatching(`^import/no-restricted-paths: .*src/${room} may import`)];
      expect({ [other]: await complaints(file, importing(file, imported)) }).toEqual({ [other]: expected });
    }
  });
}

test('only the entry point knows every room: no room imports it', async () => {
  const file = 'src/routing/made-up.ts';
  expect(await complaints(file, importing(file, 'src/index.ts'))).toEqual([expect.stringContaining('src/routing may import')]);
});

test('src/ imports no test, example or script', async () => {
  const file = 'src/core/made-up.ts';
  for (const outside of ['test/imports/with-go.ts', 'examples/canary/canary.ts', 'scripts/vendor.ts', '.projenrc.ts']) {
    expect(await complaints(file, importing(file, outside))).toEqual([expect.stringContaining('src/ imports nothing but itself')]);
  }
});

test('generated constructs may be imported by every room', async () => {
  const file = 'src/mesh/made-up.ts';
  expect(await complaints(file, importing(file, 'imports/security.istio.io.ts'))).toEqual([]);
});

test('examples know the package by its name only', async () => {
  const file = 'examples/canary/made-up.ts';
  expect(await complaints(file, "import { Backend } from 'cdk8s-ml-mesh';\n\nexport const used = Backend;\n")).toEqual([]);
  expect(await complaints(file, importing(file, 'src/core/site.ts'))).toEqual([expect.stringContaining('as its users do')]);
});

test('overloads are refused, of functions, methods and constructors', async () => {
  const overloaded = [
    'export function size(value: string): number;\nexport function size(value: string | number): number {\n  return Number(value);\n}\n',
    'export class A {\n  size(value: string): number;\n  size(value: string | number): number {\n    return Number(value);\n  }\n}\n',
    'export class A {\n  constructor(value: string);\n  constructor(readonly value: string | number) {}\n}\n',
  ];
  for (const text of overloaded) {
    expect(await complaints('src/core/made-up.ts', text)).toEqual([expect.stringContaining('No overloads')]);
  }
});

test('abstract methods are no overloads', async () => {
  expect(await complaints('src/core/made-up.ts', 'export abstract class A {\n  abstract size(value: string): number;\n}\n')).toEqual([]);
});

test('the entry point names what it exports, and defines nothing', async () => {
  expect(await complaints('src/index.ts', "export * from './core/site';\n")).toEqual([expect.stringContaining('Name what is exported')]);
  expect(await complaints('src/index.ts', 'export function help() {}\n')).toEqual([expect.stringContaining('Only classes')]);
  expect(await complaints('src/index.ts', 'export const help = 1;\n')).toEqual([expect.stringContaining('Only classes')]);
});
