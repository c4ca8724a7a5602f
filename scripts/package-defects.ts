import { builtinModules } from 'module';
import * as path from 'path';

/** What may lie in the package: compiled code with its declarations, the assembly, and what a person reads. */
const SHIPPED = [
  /^lib\/(src|imports)\/[-\w./]+\.(js|d\.ts)$/,
  /^lib\/src\/vendor\/[-\w]+\.LICENSE$/,
  /^lib\/(imports\/schemas|src\/cli\/cases\/case\.schema)\.json$/,
  /^(\.jsii|package\.json|API\.md|CHANGELOG\.md|LICENSE|NOTICE|README\.md)$/,
];

/** Has to be there, whatever else is. */
const NEEDED = ['.jsii', 'package.json', 'LICENSE', 'NOTICE', 'README.md', 'lib/src/index.js', 'lib/src/index.d.ts', 'lib/src/cli/bin.js', 'lib/imports/schemas.json'];

const IMPORT = /(?:\brequire\(|\bfrom |\bimport\()\s*["']([^"'\s]+)["']/g;

/** The package as consumers install it. */
export interface PackageContents {
  /** What consumers install beside it. */
  readonly peers: readonly string[];
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** What lies in the package and should not, is missing in it, or would not work where nothing but the peers is installed. */
export function packageDefects({ files, peers }: PackageContents): string[] {
  return [
    ...NEEDED.filter((file) => !files.has(file)).map((file) => `${file} is missing`),
    ...[...files.keys()].filter((file) => !SHIPPED.some((pattern) => pattern.test(file))).map((file) => `${file} should not be shipped`),
    ...[...files].flatMap(([file, text]) => foreignImports(file, text, peers)),
    ...[...files].filter(([file, text]) => file.endsWith('.d.ts') && text.includes('@internal')).map(([file]) => `${file} declares what is internal`),
    ...[...files.keys()]
      .filter((file) => /^lib\/src\/vendor\/.*\.js$/.test(file) && !files.has(file.replace(/\.js$/, '.LICENSE')))
      .map((file) => `${file} has no licence beside it`),
  ];
}

function foreignImports(file: string, text: string, peers: readonly string[]): string[] {
  if (!/\.(js|d\.ts)$/.test(file)) {
    return [];
  }
  const known = new Set([...peers, ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
  return [...code(text).matchAll(IMPORT)]
    .map(([, name]) => name)
    .filter((name) => !name.startsWith('.') && !known.has(name) && !isOwnText(file, name))
    .map((name) => `${file} imports ${path.posix.normalize(name)}, which consumers need not have`);
}

/** A vendored library may write code that imports parts of it, as ajv does; that it is not bundled would show as an import of itself. */
function isOwnText(file: string, name: string): boolean {
  return name.startsWith(`${/^lib\/src\/vendor\/(.*)\.js$/.exec(file)?.[1]}/`);
}

/** Without comments: examples in them import this very package. */
function code(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
