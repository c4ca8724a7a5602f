import * as fc from 'fast-check';
import type { CallValue, Struct, Value } from './recipe';
import { callValue, enumValue } from './recipe';

/** An arbitrary for every prop of a struct, so that a new prop does not compile until it has one. */
export type Fields<T> = { readonly [prop in keyof T]-?: fc.Arbitrary<unknown> };

interface StructOptions<T> {
  readonly required?: readonly (keyof T)[];
  /** How often an optional prop is there, in percent. */
  readonly presence?: number;
}

/** Props, each optional one there or not. */
export function struct<T>(fields: Fields<T>, { required = [], presence = 45 }: StructOptions<T> = {}): fc.Arbitrary<Struct> {
  const props = Object.entries<fc.Arbitrary<unknown>>(fields as { [prop: string]: fc.Arbitrary<unknown> })
    .map(([prop, value]): [string, fc.Arbitrary<unknown>] => [prop, required.includes(prop as keyof T) ? value : maybe(value, presence)]);
  return fc.record(Object.fromEntries(props)).map(present);
}

/** The value, or undefined. Shrinks to undefined. */
export function maybe<T>(value: fc.Arbitrary<T>, presence: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ withCrossShrink: true }, { weight: 100 - presence, arbitrary: fc.constant(undefined) }, { weight: presence, arbitrary: value });
}

/** A struct that says something. */
export function filled(structs: fc.Arbitrary<Struct>): fc.Arbitrary<Struct> {
  return structs.filter((value) => Object.keys(value).length > 0);
}

export function call(method: string, ...args: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<CallValue> {
  return fc.tuple(...args).map((values) => callValue(method, ...values));
}

/** One of the members of an enum of the library. */
export function enumOf(name: string, members: object): fc.Arbitrary<Value> {
  return fc.constantFrom(...Object.keys(members).map((member) => enumValue(`${name}.${member}`)));
}

/** A time, odd ones in milliseconds among them. */
export function time(min = 1, max = 7_200_000): fc.Arbitrary<Value> {
  const usual = [1, 7, 25, 999, 1_000, 1_001, 1_500, 30_000, 61_001, 90_000, 3_600_000].filter((millis) => millis >= min && millis <= max);
  return fc.oneof(fc.constantFrom(...usual, min), fc.integer({ min, max })).map(($millis) => ({ $millis }));
}

/** A time of whole seconds. */
export function seconds(min: number, max: number): fc.Arbitrary<Value> {
  return fc.integer({ min, max }).map((whole) => ({ $millis: whole * 1_000 }));
}

export function size(min: number, max: number): fc.Arbitrary<Value> {
  return fc.integer({ min, max }).map(($kibibytes) => ({ $kibibytes }));
}

export function list(item: fc.Arbitrary<unknown>, minLength = 1, maxLength = 3): fc.Arbitrary<Value[]> {
  return fc.uniqueArray(item, { minLength, maxLength, selector: (value) => JSON.stringify(value).toLowerCase() });
}

export function dictionary(key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>, minKeys = 1, maxKeys = 3): fc.Arbitrary<Struct> {
  return fc.uniqueArray(fc.tuple(key, value), { minLength: minKeys, maxLength: maxKeys, selector: ([name]) => name.toLowerCase() })
    .map((entries) => Object.fromEntries(entries));
}

export function anyBoolean(): fc.Arbitrary<boolean> {
  return fc.boolean();
}

/** A count, with its bounds more often than chance would have them. */
export function count(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min, max: Math.min(max, min + 20) }), fc.constantFrom(min, max), fc.integer({ min, max }));
}

/** A share in percent with fractions. */
export function percentage(min = 0): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(0, 1, 10, 50, 100).filter((share) => share >= min),
    fc.integer({ min: 1, max: 9_999 }).map((part) => part / 100),
    fc.constantFrom(0.0001, 99.9999, 0.07),
  );
}

function present(value: Struct): Struct {
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined));
}
