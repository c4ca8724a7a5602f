import * as fc from 'fast-check';
import { choices } from '../../src/simulate/evaluate/upstream/endpoints';
import { type Asked, type Redraw, redrawn, type Redrawn } from '../../src/simulate/evaluate/upstream/redraw';
import { Fraction } from '../../src/simulate/fraction';
import type { Endpoint } from '../../src/simulate/tables';

/** Shares of the ways that tries take through endpoints, each a letter: `aab`. */
type Ways = Map<string, Fraction>;

function endpointsOf(replicas: readonly number[]): readonly Endpoint[] {
  return replicas.map((count, at) => ({ workload: { namespace: 'ml', name: 'abc'[at] }, replicas: count }) as Endpoint);
}

function foreseen(replicas: readonly number[], retries: number, redraw: Redraw): Ways {
  const endpoints = endpointsOf(replicas);
  const ways: Ways = new Map();
  const go = (asked: Asked, share: Fraction) => {
    if (asked.endpoints.length > retries) {
      return add(ways, asked.endpoints.map(({ workload }) => workload.name).join(''), share);
    }
    const next: readonly Redrawn[] = asked.endpoints.length === 0 ? choices(endpoints) : redrawn(endpoints, asked, redraw);
    next.forEach(({ endpoint, draws, share: part }) => go({ endpoints: [...asked.endpoints, endpoint], draws }, share.times(part)));
  };
  go({ endpoints: [] }, Fraction.ONE);
  return ways;
}

function add(ways: Ways, way: string, share: Fraction): void {
  ways.set(way, (ways.get(way) ?? Fraction.ZERO).plus(share));
}

/** The letters of the pods. */
function podsOf(replicas: readonly number[]): readonly string[] {
  return replicas.flatMap((count, at) => Array<string>(count).fill('abc'[at]));
}

/** Draw by draw: any pod, until it is none of those that were asked, or the last draw. */
function byChance(replicas: readonly number[], retries: number, draws: number): Ways {
  const pods = podsOf(replicas);
  const ways: Ways = new Map();
  const go = (asked: readonly number[], left: number, share: Fraction) => {
    if (asked.length > retries) {
      return add(ways, asked.map((pod) => pods[pod]).join(''), share);
    }
    pods.forEach((_, pod) => (asked.includes(pod) && left > 1
      ? go(asked, left - 1, share.times(Fraction.of(1, pods.length)))
      : go([...asked, pod], draws, share.times(Fraction.of(1, pods.length)))));
  };
  go([], 1, Fraction.ONE);
  return ways;
}

/** All orders of so many draws, each as probable as another one; every try goes through the same order. */
function byOrder(
  orders: readonly (readonly number[])[],
  replicas: readonly number[],
  retries: number,
  goes: (order: readonly number[], asked: readonly number[]) => number,
): Ways {
  const pods = podsOf(replicas);
  const ways: Ways = new Map();
  for (const order of orders) {
    const asked = [order[0]];
    while (asked.length <= retries) {
      asked.push(goes(order, asked));
    }
    add(ways, asked.map((pod) => pods[pod]).join(''), Fraction.of(1, orders.length));
  }
  return ways;
}

function sequences(pods: number, length: number): readonly (readonly number[])[] {
  return length === 0 ? [[]] : sequences(pods, length - 1).flatMap((rest) => Array.from({ length: pods }, (_, pod) => [...rest, pod]));
}

function permutations(pods: readonly number[]): readonly (readonly number[])[] {
  return pods.length === 0 ? [[]] : pods.flatMap((pod) => permutations(pods.filter((each) => each !== pod)).map((rest) => [pod, ...rest]));
}

/** A hash leads to the first of an order that was not asked, or to its last. */
function byHash(replicas: readonly number[], retries: number, draws: number): Ways {
  return byOrder(sequences(podsOf(replicas).length, draws), replicas, retries, (order, asked) => (
    order.find((pod) => !asked.includes(pod)) ?? order[order.length - 1]));
}

/** The next of a circle, and the next of that. */
function inTurn(replicas: readonly number[], retries: number, draws: number): Ways {
  const count = podsOf(replicas).length;
  return byOrder(permutations([...podsOf(replicas).keys()]), replicas, retries, (order, asked) => {
    const from = order.indexOf(asked[asked.length - 1]);
    const next = Array.from({ length: draws }, (_, draw) => order[(from + draw + 1) % count]);
    return next.find((pod) => !asked.includes(pod)) ?? next[draws - 1];
  });
}

function texts(ways: Ways): readonly string[] {
  return [...ways].map(([way, share]) => `${way} ${share}`).sort();
}

const upTo = (pods: number) => (
  fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }).filter((replicas) => podsOf(replicas).length <= pods));

test.each([
  ['chance', byChance, 3, 2],
  ['turns', inTurn, 4, 6],
  ['hash', byHash, 4, 4],
] as const)('tries go as they do pod by pod: by %s', (by, walk, pods, most) => {
  fc.assert(fc.property(upTo(pods), fc.integer({ min: 0, max: most }), fc.constantFrom(1, 6), (replicas, retries, draws) => {
    expect(texts(foreseen(replicas, retries, { by, draws }))).toEqual(texts(walk(replicas, retries, draws)));
  }), { numRuns: 60 });
});
