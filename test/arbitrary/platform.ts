import * as fc from 'fast-check';
import { fit } from './fit';
import type { EdgeDraft } from './fit-edges';
import { guests } from './guests';
import { inferencePool, modelServer } from './inference';
import { meshTelemetry, telemetryOfMesh } from './install';
import { mesh } from './mesh';
import { makeMistake, mistake } from './mistakes';
import type { EdgeStep, NamespaceStep, Recipe } from './recipe';
import { pick, route } from './routes';
import { accessOptions, foreignCaller } from './security';
import * as texts from './texts';
import { anyBoolean, maybe, struct } from './values';
import { workload } from './workloads';
import type { World } from './world';
import { inNamespaces, inWorld } from './world';
import type { NamespaceOptions } from '../../src';

/** How platforms are drawn. */
export interface PlatformOptions {
  /**
   * How many of them have a mistake in them, in percent; not every one is refused for it.
   * @default 25
   */
  readonly mistakes?: number;
}

/** Recipes of platforms, over everything that the public API takes. */
export function platforms({ mistakes = 25 }: PlatformOptions = {}): fc.Arbitrary<Recipe> {
  return fc.tuple(draft(), maybe(mistake(), mistakes)).map(([drawn, wrong]) => {
    const recipe = fit(drawn, wrong?.without);
    return wrong ? makeMistake(recipe, wrong) : recipe;
  });
}

/** Recipe number `index` of a seed, without those before it and without mistakes, for a cluster that it shares with the others. */
export function platformOf(seed: number, index: number, world: World): Recipe {
  drafts ??= draft();
  const [drawn] = fc.sample(drafts, { seed: seed * 1_000_003 + index, numRuns: 1 });
  return inNamespaces(fit(inWorld(index % POOLS_EVERY === 0 ? forBox(drawn) : withoutPools(drawn), world)), `p${index}-`);
}

function withoutPools(drawn: Recipe): Recipe {
  return { ...drawn, guests: undefined, servers: [], pools: [] };
}

/**
 * No EnvoyFilter is admitted without a warning: none marks requests, and no router reads them. Platforms of one cluster would have providers of
 * one host.
 */
function forBox(drawn: Recipe): Recipe {
  return { ...drawn, guests: undefined, pools: drawn.pools.map((pool) => ({ ...pool, objectives: [], rewrites: [] })) };
}

/** The box runs a real picker for each pool and a sidecar in each model server, which take longer than all else. */
const POOLS_EVERY = 5;

/** Making the arbitrary takes longer than drawing from it. */
let drafts: fc.Arbitrary<Recipe> | undefined;

function draft(): fc.Arbitrary<Recipe> {
  return fc.record({
    mesh: mesh(),
    namespaces: fc.array(namespace(), { maxLength: 2 }),
    workloads: fc.oneof(fc.array(workload(), { minLength: 1, maxLength: 5 }), fc.array(workload(), { minLength: 3, maxLength: 6 })),
    servers: fc.array(modelServer(), { maxLength: 2 }),
    pools: fc.array(inferencePool(), { maxLength: 2 }),
    telemetry: maybe(meshTelemetry(), 40),
    routes: fc.array(route(), { maxLength: 3 }),
    guests: guests(),
    edges: fc.array(edge(), { maxLength: 4 }),
    telemetryOfMesh: telemetryOfMesh(),
  }).map(({ telemetry, telemetryOfMesh: more, ...others }) => ({ ...others, mesh: { ...others.mesh, ...more }, ...(telemetry && { telemetry }) }));
}

function namespace(): fc.Arbitrary<NamespaceStep> {
  const options = struct<NamespaceOptions>({ adopt: anyBoolean(), labels: texts.labels() });
  const name = fc.constantFrom('ml-training', 'ml-features', 'gateways');
  return fc.record({ name, options: maybe(options, 80), late: maybe(fc.constant(true), 30) })
    .map((step) => Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as unknown as NamespaceStep);
}

/** Both ends are picked when the platform is known. */
function edge(): fc.Arbitrary<EdgeStep> {
  const drawn: fc.Arbitrary<EdgeDraft> = fc.record({
    on: pick(),
    caller: fc.oneof(
      { weight: 3, arbitrary: pick() },
      { weight: 1, arbitrary: fc.constant({ $gateway: true }) },
      { weight: 3, arbitrary: foreignCaller() },
    ),
    options: maybe(accessOptions(), 60),
  });
  return drawn as unknown as fc.Arbitrary<EdgeStep>;
}
