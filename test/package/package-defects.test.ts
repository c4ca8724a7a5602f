import { packageDefects } from '../../scripts/package-defects';

/** The defects of a package that is sound but for these files. */
function defectsOf(changes: Record<string, string | undefined>): string[] {
  const files = {
    '.jsii': '{}',
    'package.json': '{}',
    'LICENSE': '',
    'NOTICE': '',
    'README.md': '',
    'lib/src/index.js': "require('./core/site'); require('cdk8s'); require('fs'); require('node:path');",
    'lib/src/index.d.ts': "export { Site } from './core/site';",
    'lib/src/cli/bin.js': '#!/usr/bin/env node',
    'lib/imports/schemas.json': '{}',
    'lib/src/vendor/re2js.js': '',
    'lib/src/vendor/re2js.LICENSE': '',
    ...changes,
  };
  const present = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return packageDefects({ files: new Map(present), peers: ['cdk8s'] });
}

test('compiled code, its declarations and what a person reads are a sound package', () => {
  expect(defectsOf({})).toEqual([]);
});

test('sources and tests are not shipped', () => {
  const strays = ['src/index.ts', 'lib/src/index.ts', 'imports/schemas.json', 'examples/canary/main.ts', '.ci/run'];
  expect(defectsOf(Object.fromEntries(strays.map((file) => [file, '']))))
    .toEqual(strays.map((file) => `${file} should not be shipped`));
});

test('without assembly or licence it is not complete', () => {
  expect(defectsOf({ '.jsii': undefined, 'LICENSE': undefined })).toEqual(['.jsii is missing', 'LICENSE is missing']);
});

test('code and declarations import peers and their own files only', () => {
  expect(defectsOf({
    'lib/src/core/regex.js': 'const re2js_1 = require("re2js");',
    'lib/src/core/regex.d.ts': "import { RE2JS } from 're2js';",
    'lib/src/core/lazy.js': "import('ajv').then();",
  })).toEqual([
    'lib/src/core/regex.js imports re2js, which consumers need not have',
    'lib/src/core/regex.d.ts imports re2js, which consumers need not have',
    'lib/src/core/lazy.js imports ajv, which consumers need not have',
  ]);
});

test('an example in a comment imports nothing', () => {
  expect(defectsOf({ 'lib/src/core/site.d.ts': "/**\n * import { App } from 'elsewhere';\n */\n  // from 'elsewhere'\n" })).toEqual([]);
});

test('declarations keep internals to themselves', () => {
  expect(defectsOf({ 'lib/src/core/site.d.ts': '/** @internal */\n_bind(): void;' })).toEqual(['lib/src/core/site.d.ts declares what is internal']);
});

test('a vendored library comes with its licence', () => {
  expect(defectsOf({ 'lib/src/vendor/re2js.LICENSE': undefined })).toEqual(['lib/src/vendor/re2js.js has no licence beside it']);
});

test('a text that goes on after the word imports nothing', () => {
  expect(defectsOf({ 'lib/src/check/rule.js': "exports.why = 'answers come from '\n  + 'the waypoint, and from ' + name;" })).toEqual([]);
});

test('a vendored library may hold code for others that imports its parts, but not import itself', () => {
  expect(defectsOf({ 'lib/src/vendor/re2js.js': 'const text = \'require("re2js/equal")\'' })).toEqual([]);
  expect(defectsOf({ 'lib/src/vendor/re2js.js': 'require("re2js")' })).toEqual(['lib/src/vendor/re2js.js imports re2js, which consumers need not have']);
});
