import type { Platform } from '../arbitrary/construct';
import { construct, isRefusal } from '../arbitrary/construct';
import { platformOf } from '../arbitrary/platform';
import type { Recipe } from '../arbitrary/recipe';
import { clusterOf, targetOf } from '../arbitrary/targets';
import { worldOf } from '../arbitrary/world';
import { SEED } from '../seed';

const WORLDS = Array.from({ length: 4 }, (_, index) => worldOf(SEED, index));

interface Drawn {
  readonly world: number;
  readonly recipe: Recipe;
  readonly platform: Platform;
}

const drawn = Array.from({ length: 60 }, (_, index) => index).flatMap((index): Drawn[] => {
  const world = index % WORLDS.length;
  const recipe = platformOf(SEED, index, WORLDS[world]);
  try {
    return [{ world, recipe, platform: construct(recipe) }];
  } catch (error) {
    if (isRefusal(error)) {
      return [];
    }
    throw error;
  }
});

/** Everything that the platforms of one world ask of its cluster. */
function asked({ recipe: { mesh }, platform: { install } }: Drawn): string {
  return JSON.stringify([targetOf(mesh).experimental, clusterOf(mesh), install?.operator]);
}

function namespacesOf({ manifests, externalObjects }: Platform): Set<string> {
  const objects: any[] = [...manifests, ...externalObjects.map(({ stub }) => stub)];
  return new Set(objects.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace)).filter(Boolean));
}

test(`platforms of one world ask the same of its cluster (seed ${SEED})`, () => {
  expect(drawn.length).toBeGreaterThan(40);
  WORLDS.forEach((_, world) => {
    expect(new Set(drawn.filter((one) => one.world === world).map(asked)).size).toBe(1);
  });
});

test(`worlds have either channel, with install settings and without (seed ${SEED})`, () => {
  const facts = WORLDS.map(({ mesh }) => `${targetOf(mesh).experimental ? 'experimental' : 'standard'} ${mesh.install ? 'installed' : 'found'}`);
  expect(facts).toEqual(['standard installed', 'experimental found', 'standard found', 'experimental installed']);
});

test(`no two platforms have a namespace in common but that of the control plane (seed ${SEED})`, () => {
  const owner = new Map<string, number>();
  drawn.forEach(({ platform }, index) => [...namespacesOf(platform)].filter((name) => name !== 'istio-system').forEach((name) => {
    expect([name, owner.get(name) ?? index]).toEqual([name, index]);
    owner.set(name, index);
  }));
});

test(`no platform has more pods than it takes to show that there are several (seed ${SEED})`, () => {
  const replicas = drawn.flatMap(({ platform }) => platform.manifests)
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }: any) => [...String(data.deployment ?? '').matchAll(/replicas: (\d+)/g)].map(([, number]) => Number(number)));
  expect(replicas.filter((number) => number > 3)).toEqual([]);
});
