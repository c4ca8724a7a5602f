import { median } from './median';
import { meshOf } from './mesh';
import { DataPlane } from '../src/core/versions/data-plane';
import { readSources } from '../src/manifest/read';
import { Source } from '../src/manifest/source';
import { Headers } from '../src/simulate/headers';
import { parseUrl, type SimulatedRequest } from '../src/simulate/request';
import { Simulator } from '../src/simulate/simulator';
import { completeWorld } from '../src/simulate/world';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const OBJECTS_PER_MODEL = 8;
const NAMESPACES = 20;
/** How many neighbours call each model, and where: what its route and its policy take, and what they do not. */
const CALLERS = 6;
const PATHS = ['/v1/models/a', '/v2/other'];

/** Calls of each model by its neighbours in the namespace, through the sidecars of both, by the route of its Service: all of them different. */
function requestsOf(objects: number): readonly SimulatedRequest[] {
  const models = Math.floor(objects / OBJECTS_PER_MODEL);
  const calls = Array.from({ length: CALLERS }, (_, hop) => hop + 1).flatMap((hop) => PATHS.map((path) => ({ hop, path })));
  return calls.flatMap(({ hop, path }) => Array.from({ length: models }, (_, index) => {
    const neighbour = index + NAMESPACES * hop;
    const caller = neighbour < models ? neighbour : neighbour % NAMESPACES + NAMESPACES * hop;
    const namespace = `ml-${index % NAMESPACES}`;
    return {
      method: 'POST',
      url: parseUrl(`http://model-${index}.${namespace}:8080${path}`),
      headers: Headers.of([['x-model-version', 'v1']]),
      protocol: 'http1' as const,
      source: { namespace, name: `model-${Math.min(caller, models - NAMESPACES + index % NAMESPACES)}` },
    };
  }));
}

/** Of the processor, not of the clock: other processes take nothing away. What Node compiles and clears away meanwhile counts, too. */
function milliseconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

interface Round {
  readonly index: number;
  /** The first answers, for which tables are compiled. */
  readonly first: number;
  /** The same requests once more. */
  readonly again: number;
}

/** A mesh of so many objects; asked for a round, it is indexed anew. */
function mesh(count: number) {
  const { objects } = readSources([new Source('mesh.yaml', meshOf(count))]);
  const requests = requestsOf(count);
  const round = (): Round => {
    let simulator!: Simulator;
    const answerAll = () => requests.forEach((request) => simulator.answer(request));
    const index = milliseconds(() => {
      simulator = new Simulator(completeWorld(objects, { dataPlane: DataPlane.SIDECAR }));
      simulator.answer(requests[0]);
    });
    return { index, first: milliseconds(answerAll), again: milliseconds(answerAll) };
  };
  return { count, requests: requests.length, round };
}

/** Requests per second and core on 1,000 objects, and what more objects cost. The very first round is that of a cold process. */
function main(): void {
  const meshes = [1_000, 2_000, 5_000, 10_000].map(mesh);
  const rounds = Array.from({ length: ROUNDS }, () => meshes.map(({ round }) => round()));
  const typical = (which: number, what: keyof Round) => median(rounds.map((all) => all[which][what]));
  const told = (name: string, millis: number) => {
    const perSecond = meshes[0].requests / millis * 1000;
    console.log(`${name.padEnd(28)}${perSecond.toFixed(0)} requests per second, ratio to 2,000: ${(perSecond / 2_000).toFixed(2)} (at least 1)`);
  };
  told('cold process, first answers', rounds[0][0].first);
  told('first answers', typical(0, 'first'));
  told('again', typical(0, 'again'));
  meshes.forEach(({ count }, i) => {
    const ratio = i === 0 ? '' : `, ratio to 1,000: ${(typical(i, 'index') / typical(0, 'index')).toFixed(2)} (at most ${count * 1.2 / 1_000})`;
    console.log(`${`index ${count.toLocaleString('en')} objects`.padEnd(28)}${typical(i, 'index').toFixed(0)} ms${ratio}`);
  });
}

main();
