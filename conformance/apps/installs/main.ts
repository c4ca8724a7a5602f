import { rmSync } from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import * as fc from 'fast-check';
import { SETTINGS } from './settings';
import type { MeshInstall as InstallSettings } from '../../../src';
import { isRefusal, makeInstall } from '../../../test/arbitrary/construct';
import { platforms } from '../../../test/arbitrary/platform';
import type { Value } from '../../../test/arbitrary/recipe';
import { SEED } from '../../../test/seed';
import { MeshInstall } from 'cdk8s-ml-mesh';

/** Beside the apps. */
const DIST = path.join(__dirname, '../dist/installs');

/** About every third platform has install settings. */
const DRAWN_FOR_ONE = 6;

/**
 * Writes install files, a folder each: of the named settings, and of those of random platforms by seed and number. Numbers
 * have gaps: many platforms have no settings of their own, and some settings are refused by the library.
 */
function main(): void {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string', default: '50' } } });
  rmSync(DIST, { recursive: true, force: true });
  for (const [name, props] of Object.entries(SETTINGS)) {
    new MeshInstall(props).writeTo(path.join(DIST, name));
  }
  const seed = values.seed === undefined ? SEED : Number(values.seed);
  const count = Number(values.count);
  const random = fc.sample(platforms({ mistakes: 0 }), { seed, numRuns: DRAWN_FOR_ONE * count })
    .map(({ mesh }, index) => ({ name: `random-${seed}-${index}`, install: accepted(mesh.install) }))
    .filter(({ install }) => install !== undefined)
    .slice(0, count);
  random.forEach(({ name, install }) => install!.writeTo(path.join(DIST, name)));
  console.log(`${Object.keys(SETTINGS).length} named and ${random.length} random install settings, seed ${seed}`);
  if (random.length < count) {
    throw new Error(`only ${random.length} of ${count} random platforms have install settings`);
  }
}

function accepted(recipe: Value | undefined): InstallSettings | undefined {
  try {
    return recipe && makeInstall(recipe);
  } catch (error) {
    if (isRefusal(error)) {
      return undefined;
    }
    throw error;
  }
}

main();
