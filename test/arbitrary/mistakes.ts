import * as fc from 'fast-check';
import { RULE_NAMES } from './fit';
import type { Recipe, Value } from './recipe';
import { isObject } from './recipe';

/** One thing that is wrong with a recipe on purpose: a rule of fitting left out, or one value replaced. */
export interface Mistake {
  readonly without?: string;
  /** The place of the value among all values of its kind, counted around. */
  readonly at?: number;
  readonly replacement?: Value;
}

const BAD_TEXTS = [
  '', ' ', '*', '/', '//', '/a/../b', '/x?y', 'Ünïcode', 'UPPER', '-a', 'a-', 'a..b', 'x'.repeat(64), 'y'.repeat(254), '/'.padEnd(1_030, 'z'), 'a b',
  'line\nbreak', '(', 'a{2,1}', '(?=x)', '${x}', 'null', '1', '1.2.3.4', '*.*', 'https://', '{"keys":[]}', '__proto__',
];
const BAD_NUMBERS = [0, -1, 0.5, 1e-7, 65_536, 2 ** 31, 2 ** 32, 1e21, 101, 100.00001, NaN, Infinity];

export function mistake(): fc.Arbitrary<Mistake> {
  const at = fc.nat(10_000);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...RULE_NAMES).map((without) => ({ without })) },
    { weight: 3, arbitrary: fc.record({ at, replacement: fc.constantFrom(...BAD_TEXTS) }) },
    { weight: 3, arbitrary: fc.record({ at, replacement: fc.constantFrom(...BAD_NUMBERS) }) },
    { weight: 1, arbitrary: fc.record({ at, replacement: fc.constantFrom([], 'twice', 'seventy') }).map(({ at: place, replacement }) => ({ at: place, replacement: { list: replacement } })) },
  );
}

/** The recipe with one value replaced by one of the same type. */
export function makeMistake(recipe: Recipe, { at, replacement }: Mistake): Recipe {
  if (at === undefined) {
    return recipe;
  }
  const copy = structuredClone(recipe);
  const candidates = placesOf(copy, kindOf(replacement));
  if (candidates.length > 0) {
    const { parent, key } = candidates[at % candidates.length];
    parent[key] = isObject(replacement) ? changedList(parent[key], replacement.list) : replacement;
  }
  return copy;
}

interface Place {
  readonly parent: any;
  readonly key: string | number;
}

function kindOf(replacement: Value): string {
  return isObject(replacement) ? 'list' : typeof replacement;
}

/** Whatever is a value for the library: not the steps of a recipe, and not what says how a value is made. */
function placesOf(recipe: Recipe, kind: string): Place[] {
  const roots = [recipe.mesh, recipe.telemetry, ...recipe.namespaces.map(({ options }) => options), ...recipe.workloads.map(({ options }) => options),
    ...recipe.servers.map(({ props }) => props), ...recipe.pools.map(({ props }) => props),
    ...recipe.pools.flatMap(({ objectives, rewrites }) => [...objectives, ...rewrites]).map(({ options }) => options),
    ...recipe.routes.map(({ props }) => props), recipe.guests?.router, recipe.guests?.provider, ...recipe.edges.map(({ options }) => options)];
  return roots.filter(Boolean).flatMap((root) => places(root, kind));
}

const NOT_VALUES = ['$call', '$millis', '$enum', '$workload', '$server', '$pool', '$objective', '$mesh', '$modelOf', '$gateway', '$kibibytes'];

function places(parent: any, kind: string): Place[] {
  return Object.entries(parent).flatMap(([name, value]) => {
    if (NOT_VALUES.includes(name)) {
      return [];
    }
    const key = Array.isArray(parent) ? Number(name) : name;
    const isList = Array.isArray(value) && name !== 'args';
    const found = isList ? kind === 'list' : typeof value === kind;
    return [...(found ? [{ parent, key }] : []), ...(typeof value === 'object' && value !== null ? places(value, kind) : [])];
  });
}

function changedList(items: Value[], change: Value): Value[] {
  const copies = { twice: [...items, ...items.slice(0, 1)], seventy: Array.from({ length: 70 }, (_, i) => varied(items[0], i)) };
  return Array.isArray(change) ? [] : copies[change as 'twice' | 'seventy'];
}

function varied(item: Value, i: number): Value {
  return typeof item === 'string' ? `${item}${i}` : item;
}
