import * as fc from 'fast-check';
import { Questions } from './questions';
import type { EdgeKind, Graph } from '../../src/graph/graph';
import { graphOf } from '../../src/graph/graph-of';
import { ManifestIndex } from '../../src/manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../src/manifest/manifest-object';
import { declaredAccounts } from '../../src/simulate/callers';
import { completeWorld } from '../../src/simulate/world';
import { construct, isRefusal, type Platform } from '../arbitrary/construct';
import { platforms } from '../arbitrary/platform';

/** The usual run is short and always the same; `PLATFORMS=200 PLATFORM_SEED=$RANDOM` looks for more. */
const RUNS = Number(process.env.PLATFORMS ?? 4);
const seed = Number(process.env.PLATFORM_SEED ?? 41);
/** How many of all paths, methods and headers are asked of everybody. */
const FORMS = Number(process.env.PLATFORM_FORMS ?? 30);
const HOUR = 3_600_000;

function objectsOf({ manifests, externalObjects }: Platform): ManifestObject[] {
  const read = (manifest: Manifest, isStub: boolean) => new ManifestObject(manifest, { construct: 'platform' }, isStub);
  return [...manifests.map((each) => read(each, false)), ...externalObjects.map(({ stub }) => read(stub as Manifest, true))];
}

/** Where arrows lead from a node: a Service, a route or a pool on to what it sends to. */
function endsOf(graph: Graph, id: string): string[] {
  return id.startsWith('workload/') ? [id] : targets(graph, 'routes', id).flatMap((to) => endsOf(graph, to));
}

function targets({ edges }: Graph, kind: EdgeKind, id: string): string[] {
  return edges.filter((edge) => edge.kind === kind && edge.from === id).map(({ to }) => to);
}

/** Pairs of a caller and who is at the end of one of its arrows. */
function drawnPairs(graph: Graph): { readonly from: string; readonly ends: readonly string[] }[] {
  const workloads = graph.nodes.filter(({ kind }) => kind === 'workload').map(({ id }) => id);
  const calls = graph.edges.filter(({ kind }) => kind === 'calls').flatMap(({ from, to }) => {
    const ends = endsOf(graph, to);
    const callers = from.startsWith('everyone/') ? workloads.filter((id) => id !== to) : [from];
    // Of a route that sends callers to themselves, too, the others count.
    return callers.map((id) => ({ from: id, ends: ends.filter((end) => end !== id) }));
  });
  const enters = graph.edges.filter(({ kind }) => kind === 'enters').flatMap(({ to }) => targets(graph, 'routes', to).map((route) => ({ from: to, ends: endsOf(graph, route) })));
  return [...calls, ...enters].filter(({ ends }) => ends.length > 0);
}

test(`each arrow is allowed by the simulator, and whoever it lets through has one (seed ${seed})`, () => {
  const count = { calls: 0, entries: 0 };
  fc.assert(fc.property(platforms({ mistakes: 0 }), (recipe) => {
    let platform: Platform;
    try {
      platform = construct(recipe);
    } catch (error) {
      fc.pre(!isRefusal(error));
      throw error;
    }
    const objects = objectsOf(platform);
    const graph = graphOf(objects);
    const questions = new Questions(completeWorld(objects, { sources: declaredAccounts(new ManifestIndex(objects)) }), objects);
    const arrows = drawnPairs(graph);
    const drawn = new Set(arrows.flatMap(({ from, ends }) => ends.map((end) => `${from} ${end}`)));
    const known = new Set(graph.nodes.map(({ id }) => id));
    expect(arrows.filter(({ from, ends }) => !ends.some((end) => questions.isReached(from, end)))).toEqual([]);
    expect([...questions.pairs(FORMS)].filter((pair) => known.has(pair.split(' ')[0]) && !drawn.has(pair))).toEqual([]);
    count.calls += arrows.filter(({ from }) => from.startsWith('workload/')).length;
    count.entries += arrows.filter(({ from }) => from.startsWith('gateway/')).length;
  }), { seed, numRuns: RUNS, path: process.env.PLATFORM_PATH, endOnFailure: process.env.PLATFORM_QUICK !== undefined });
  console.log(`${RUNS} platforms, ${count.calls} arrows of callers and ${count.entries} of gateways`);
  expect(count.calls).toBeGreaterThan(RUNS);
}, HOUR);
