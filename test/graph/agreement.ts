import { Questions } from './questions';
import type { EdgeKind, Graph } from '../../src/graph/graph';
import { graphOf } from '../../src/graph/graph-of';
import { ManifestIndex } from '../../src/manifest/manifest-index';
import type { ManifestObject } from '../../src/manifest/manifest-object';
import { declaredAccounts } from '../../src/simulate/callers';
import { completeWorld } from '../../src/simulate/world';

/** What a picture and the simulator say of the same objects. */
export interface Agreement {
  /** Arrows that the simulator does not allow. */
  readonly wrong: readonly Arrow[];
  /** Pairs of a caller and who answers it that have no arrow. */
  readonly missing: readonly string[];
  readonly calls: number;
  readonly entries: number;
}

interface Arrow {
  readonly from: string;
  readonly ends: readonly string[];
}

/** @param most how many of all paths, methods and headers are asked of everybody */
export function agreementOn(objects: readonly ManifestObject[], most: number): Agreement {
  const graph = graphOf(objects);
  const questions = new Questions(completeWorld(objects, { sources: declaredAccounts(new ManifestIndex(objects)) }), objects);
  const arrows = drawnPairs(graph);
  const drawn = new Set(arrows.flatMap(({ from, ends }) => ends.map((end) => `${from} ${end}`)));
  const known = new Set(graph.nodes.map(({ id }) => id));
  return {
    wrong: arrows.filter(({ from, ends }) => !ends.some((end) => questions.isReached(from, end))),
    missing: [...questions.pairs(most)].filter((pair) => known.has(pair.split(' ')[0]) && !drawn.has(pair)),
    calls: arrows.filter(({ from }) => from.startsWith('workload/')).length,
    entries: arrows.filter(({ from }) => from.startsWith('gateway/')).length,
  };
}

/** Where arrows lead from a node: a Service, a route or a pool on to what it sends to. */
function endsOf(graph: Graph, id: string): string[] {
  return id.startsWith('workload/') ? [id] : targets(graph, 'routes', id).flatMap((to) => endsOf(graph, to));
}

function targets({ edges }: Graph, kind: EdgeKind, id: string): string[] {
  return edges.filter((edge) => edge.kind === kind && edge.from === id).map(({ to }) => to);
}

/** Pairs of a caller and who is at the end of one of its arrows. */
function drawnPairs(graph: Graph): readonly Arrow[] {
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
