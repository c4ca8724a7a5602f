import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { Yaml } from 'cdk8s';
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
      write(join(values.out, `${seed}-${index}`), recipe, platform);
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

function write(folder: string, recipe: Recipe, { manifests, externalObjects, workloads, install }: Platform): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pods = workloads.map(({ namespace, workloadName, serviceAccountName, podMetadata }) => ({
    namespace, workloadName, serviceAccountName, podMetadata,
  }));
  const files = {
    'manifests.yaml': Yaml.stringify(...manifests),
    'external-objects.yaml': Yaml.stringify(...externalObjects.map(({ stub }) => stub)),
    'target.json': toJson({ ...targetOf(recipe.mesh), ...clusterOf(recipe.mesh) }),
    'recipe.json': toJson(recipe),
    'pods.json': toJson(pods),
    ...(install && { 'istio-operator.yaml': Yaml.stringify(install.operator) }),
  };
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

main();
