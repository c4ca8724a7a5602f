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

/** A call of each model by its neighbour in the namespace, through the sidecars of both, by the route of its Service. */
function requestsOf(objects: number): readonly SimulatedRequest[] {
  const models = Math.floor(objects / OBJECTS_PER_MODEL);
  return Array.from({ length: models }, (_, index) => {
    const namespace = `ml-${index % NAMESPACES}`;
    return {
      method: 'POST',
      url: parseUrl(`http://model-${index}.${namespace}:8080/v1/models/a`),
      headers: Headers.of([['x-model-version', 'v1']]),
      protocol: 'http1',
      source: { namespace, name: `model-${(index + NAMESPACES) % models}` },
    };
  });
}

/** Of the processor, not of the clock: other processes take nothing away. */
function milliseconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

/** The fastest of some rounds: the first answers, for which tables are compiled, and the same requests again. */
function measured(count: number) {
  const { objects } = readSources([new Source('mesh.yaml', meshOf(count))]);
  const requests = requestsOf(count);
  const best = { index: Infinity, first: Infinity, again: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    let simulator!: Simulator;
    const answerAll = () => requests.forEach((request) => simulator.answer(request));
    best.index = Math.min(best.index, milliseconds(() => {
      simulator = new Simulator(completeWorld(objects, { dataPlane: DataPlane.SIDECAR }));
      simulator.answer(requests[0]);
    }));
    best.first = Math.min(best.first, milliseconds(answerAll));
    best.again = Math.min(best.again, milliseconds(answerAll));
  }
  return { ...best, perSecond: (millis: number) => requests.length / millis * 1000 };
}

/** Requests per second and core on 1,000 objects, and what 10,000 cost in comparison. */
function main(): void {
  const [small, large] = [1_000, 10_000].map(measured);
  console.log(`index 1,000 objects         ${small.index.toFixed(0)} ms`);
  console.log(`index 10,000 objects        ${large.index.toFixed(0)} ms, ratio to 1,000: ${(large.index / small.index).toFixed(2)} (at most 12)`);
  for (const [name, { first, again, perSecond }] of Object.entries({ '1,000': small, '10,000': large })) {
    console.log(`${name.padEnd(6)} objects, first      ${perSecond(first).toFixed(0)} requests per second`);
    console.log(`${name.padEnd(6)} objects, again      ${perSecond(again).toFixed(0)} requests per second, ratio to 2,000: ${(perSecond(again) / 2_000).toFixed(2)} (at least 1 on 1,000)`);
  }
}

main();
