import { rmSync } from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { SETTINGS } from './settings';
import { MeshInstall } from '../../../src';
import { isRefusal, makeInstall } from '../../../test/arbitrary/construct';
import { platformOf } from '../../../test/arbitrary/platform';
import type { Value } from '../../../test/arbitrary/recipe';

/** Beside the apps. */
const DIST = path.join(__dirname, '../dist/installs');

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
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  let written = 0;
  for (let index = 0; written < Number(values.count); index++) {
    const install = accepted(platformOf(seed, index, { mistakes: 0 }).mesh.install);
    if (install) {
      install.writeTo(path.join(DIST, `random-${seed}-${index}`));
      written++;
    }
  }
  console.log(`${Object.keys(SETTINGS).length} named and ${written} random install settings, seed ${seed}`);
}

function accepted(recipe: Value | undefined): MeshInstall | undefined {
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
