import { join } from 'path';
import { parseArgs } from 'util';
import { toJson, writePlatform } from './platform-folder';
import { construct, isRefusal, Platform } from '../test/arbitrary/construct';
import { platformOf } from '../test/arbitrary/platform';
import { Recipe } from '../test/arbitrary/recipe';
import { clusterOf, targetOf } from '../test/arbitrary/targets';
import { worldOf } from '../test/arbitrary/world';

/**
 * Writes random platforms as YAML, a folder each, named by seed and number: what it is for, the recipe, the manifests, and
 * stubs of what the manifests rely on. They share a few clusters, where each has namespaces of its own. Platforms that the
 * library refuses are left out, so numbers have gaps.
 *
 *     ts-node --project scripts/tsconfig.json scripts/platforms.ts --seed 1 --count 10 --worlds 4 --out cdk8s.out/platforms
 */
function main(): void {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '10' },
      worlds: { type: 'string', default: '4' },
      out: { type: 'string', default: 'cdk8s.out/platforms' },
    },
  });
  const seed = Number(values.seed);
  const count = Number(values.count);
  const worlds = Array.from({ length: Number(values.worlds) }, (_, index) => worldOf(seed, index));
  let written = 0;
  for (let index = 0; written < count; index++) {
    const recipe = platformOf(seed, index, worlds[index % worlds.length]);
    const platform = accepted(recipe);
    if (platform) {
      const target = { ...targetOf(recipe.mesh), ...clusterOf(recipe.mesh) };
      writePlatform(join(values.out, `${seed}-${index}`), { ...platform, operator: platform.install?.operator, target }, { 'recipe.json': toJson(recipe) });
      written++;
    }
  }
  console.log(`${written} platforms of seed ${seed} in ${values.out}`);
}

function accepted(recipe: Recipe): Platform | undefined {
  try {
    return construct(recipe);
  } catch (error) {
    if (isRefusal(error)) {
      return undefined;
    }
    throw error;
  }
}

main();
