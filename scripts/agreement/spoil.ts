import type { Manifest } from '../../src/manifest/manifest-object';
import { isObject } from '../../src/manifest/schema/defaults';

/** Numbers that decide what is spoiled, and how. */
export type Dice = readonly [where: number, how: number, what: number];

type Container = Record<string | number, unknown>;

/** A field: what holds it, and its key there. */
type Field = readonly [holder: Container, key: string | number];

/** Values that fit nowhere, or nearly everywhere. */
const STRANGERS: readonly unknown[] = ['', 'x', '*', 'Not_A Name', '/', '1s', '-1s', '5h', 'http://a', 'a'.repeat(300), 0, 1, -1, 65536, 2 ** 31, 1.5, true, null, [], {}];

const WAYS: readonly ((field: Field, dice: number) => void)[] = [
  ([holder, key]) => {
    if (Array.isArray(holder)) {
      holder.splice(Number(key), 1);
    } else {
      delete holder[key];
    }
  },
  ([holder, key]) => {
    const value = holder[key];
    delete holder[key];
    holder[`${key}X`] = value;
  },
  ([holder, key], dice) => {
    holder[key] = STRANGERS[dice % STRANGERS.length];
  },
  ([holder, key]) => {
    const value = holder[key];
    if (Array.isArray(holder)) {
      holder.push(structuredClone(value));
    } else {
      holder[key] = Array.isArray(value) ? [...value, ...structuredClone(value)] : [value];
    }
  },
  ([holder, key]) => {
    const value = holder[key];
    holder[key] = typeof value === 'number' ? String(value) : typeof value === 'string' ? `${value}!` : Array.isArray(value) ? value[0] : 'x';
  },
  ([holder, key], dice) => {
    const others = Object.keys(holder).filter((other) => other !== key);
    holder[key] = structuredClone(holder[others[dice % Math.max(1, others.length)]] ?? null);
  },
];

/** A copy of the object with one field of its spec spoiled. */
export function spoil(manifest: Manifest, [where, how, what]: Dice): Manifest {
  const copy = structuredClone(manifest);
  const fields = fieldsWithin((copy as unknown as Container).spec);
  if (fields.length > 0) {
    const field = fields[where % fields.length];
    const ways = Array.isArray(field[0]) ? WAYS.filter((_, index) => index !== 1) : WAYS;
    ways[how % ways.length](field, what);
  }
  return copy;
}

function fieldsWithin(value: unknown): Field[] {
  if (!Array.isArray(value) && !isObject(value)) {
    return [];
  }
  const holder = value as Container;
  return Object.keys(holder).flatMap((name): Field[] => {
    const key = Array.isArray(value) ? Number(name) : name;
    return [[holder, key], ...fieldsWithin(holder[key])];
  });
}
