import { schemeOfUrl } from './go-url';
import { isIpAddress } from './ip-address';
import { parseDuration } from '../../../manifest/duration';
import { patternTest } from '../re2';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What rules that became functions (`imports/rules.ts`) call: CEL on values as they are parsed. Whatever is not plain throws, and is left to the
 * CEL engine.
 */
export const PLAIN_FUNCTIONS = {
  has: (object: Fields, field: string) => object[field] !== undefined,
  get: (object: Fields, field: string) => there(object[field]),
  at: (list: readonly unknown[], index: number) => there(list[index]),
  isIn: (item: unknown, list: readonly unknown[]) => list.includes(scalar(item)),
  equal: (a: unknown, b: unknown) => scalar(a) === scalar(b),
  add: (a: any, b: any) => (Array.isArray(a) ? [...a, ...b] : a + b),
  fold: (range: object, start: unknown, step: (so: unknown, item: unknown) => unknown) => itemsOf(range).reduce(step, start),
  size: (value: string | object) => (typeof value === 'string' ? plain(value) : itemsOf(value)).length,
  int: (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : fail(text)),
  duration: (text: string) => there(parseDuration(text)),
  isURL: (text: string) => schemeOfUrl(text) !== undefined,
  url: (text: string) => (schemeOfUrl(text) === undefined ? fail(text) : text),
  getScheme: (url: string) => schemeOfUrl(url),
  isIP: isIpAddress,
  contains: (text: string, part: string) => text.includes(part),
  startsWith: (text: string, start: string) => text.startsWith(start),
  endsWith: (text: string, end: string) => text.endsWith(end),
  matches: (text: string, pattern: string) => patternTest(pattern)(text),
  substring: (text: string, start: number, end = text.length) => (start <= end && end <= text.length ? plain(text).slice(start, end) : fail(text)),
  split: (text: string, separator: string) => text.split(separator),
};

function itemsOf(value: object): readonly unknown[] {
  return Array.isArray(value) ? value : Object.keys(value);
}

function there<T>(value: T | undefined): T {
  return value === undefined ? fail(value) : value;
}

function scalar(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? fail(value) : value;
}

/** CEL counts characters, JavaScript units of 16 bits. */
function plain(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? fail(text) : text;
}

function fail(value: unknown): never {
  throw new TypeError(`not plain: ${String(value)}`);
}
