import { writeFileSync } from 'fs';
import * as fc from 'fast-check';
import { EDGES } from './edges';
import { Fields } from './fields';
import { parsePath, type Path, valueAt } from './values';
import { readVerdicts } from './verdicts';

/** Changes the admitted objects of a file of verdicts: `mutate.ts SEED COUNT VERDICTS OUT`. The same seed makes the same ones of the same objects. */
function main([seed, count, verdicts, out]: readonly string[]): void {
  const all = readVerdicts(verdicts).filter(({ object }) => JSON.stringify(object).length < LARGEST);
  // What is refused already hides what a change does to it: its values are used, it is not changed itself.
  const admitted = all.filter(({ crd, webhook }) => crd === undefined && webhook === undefined);
  const fields = new Fields(all.map(({ object }) => object));
  const mutants = fc.sample(mutant(admitted.map(({ object }) => object), fields), { seed: Number(seed), numRuns: Number(count) });
  writeFileSync(out, mutants.map((object) => `${JSON.stringify(object)}\n`).join(''));
}

/** Bytes; test data holds bodies of a megabyte too. */
const LARGEST = 20_000;

const STEP = fc.record({ where: fc.nat(), how: fc.nat(), value: fc.nat() });

type Step = { readonly where: number; readonly how: number; readonly value: number };

function mutant(objects: readonly object[], fields: Fields): fc.Arbitrary<object> {
  return fc.tuple(fc.constantFrom(...objects), fc.array(STEP, { minLength: 1, maxLength: 3 })).map(([object, steps]) => {
    const changed = JSON.parse(JSON.stringify(object)) as { kind: string };
    steps.forEach((step) => apply(changed, step, fields));
    return changed;
  });
}

/** A field of the same kind is put in, a value is replaced, taken out, doubled or renamed. */
function apply(object: { kind: string }, { where, how, value }: Step, fields: Fields): void {
  const places = parsePath(object).filter((path) => path[0] === 'spec');
  if (places.length === 0) {
    return;
  }
  const path = pick(places, where);
  const change = pick(CHANGES, how);
  change(object, path, value, fields);
}

type Change = (object: { kind: string }, path: Path, value: number, fields: Fields) => void;

const putIn: Change = (object, path, value, fields) => {
  const parent = valueAt(object, path);
  const known = fields.below(object.kind, path);
  if (isMap(parent) && known.length > 0) {
    const [name, values] = pick(known, value);
    parent[name] = copy(pick(values, Math.floor(value / known.length)));
  }
};

const replace: Change = (object, path, value, fields) => {
  const seen = fields.at(object.kind, path);
  const old = valueAt(object, path);
  const edges = EDGES[typeof old] ?? [];
  const candidates = [...seen, ...edges, ...edges];
  set(object, path, copy(pick(candidates.length > 0 ? candidates : [old], value)));
};

const takeOut: Change = (object, path) => {
  const parent = valueAt(object, path.slice(0, -1));
  if (Array.isArray(parent)) {
    parent.splice(Number(path.at(-1)), 1);
  } else if (isMap(parent)) {
    delete parent[path.at(-1)!];
  }
};

const double: Change = (object, path, value) => {
  const list = valueAt(object, path);
  if (Array.isArray(list) && list.length > 0) {
    list.push(copy(pick(list, value)));
  }
};

const empty: Change = (object, path) => {
  const old = valueAt(object, path);
  set(object, path, Array.isArray(old) ? [] : isMap(old) ? {} : old);
};

const rename: Change = (object, path, value) => {
  const parent = valueAt(object, path.slice(0, -1));
  if (isMap(parent) && typeof path.at(-1) === 'string' && /labels|headers|set|add|ports|matchLabels|to|customTags|tagOverrides|queryParams/i.test(String(path.at(-2)))) {
    const key = String(path.at(-1));
    parent[String(pick(EDGES.string, value))] = parent[key];
    delete parent[key];
  }
};

const CHANGES: readonly Change[] = [putIn, putIn, replace, replace, replace, takeOut, double, empty, rename];

function set(object: object, path: Path, value: unknown): void {
  const parent = valueAt(object, path.slice(0, -1));
  if (typeof parent === 'object' && parent !== null) {
    (parent as Record<string | number, unknown>)[path.at(-1)!] = value;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length];
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

main(process.argv.slice(2));
