import type { Range } from './documents';
import { type Event, EVENT_ID, getScalarValue, parseEvents } from '../../vendor/js-yaml-5';
import { type Path, pathKey } from '../path';

/** Where a field stands in the text. */
export interface FieldSpan {
  /** The name before the colon; items of lists and the document itself have none. */
  readonly key?: Range;
  /** What follows; of objects and lists the first character only. */
  readonly value?: Range;
  readonly isScalar: boolean;
}

/** A mapping or a list that is being read. */
interface Frame {
  /** Undefined below keys that are no texts: no path leads there. */
  readonly path?: Path;
  /** The index of the next item, or undefined for a mapping. */
  index?: number;
  /** In a mapping: what comes next is the value of a key, which is a text or not. */
  expectsValue?: boolean;
  key?: { readonly name: string; readonly at: Range };
}

/** Where each field of a YAML document stands, by `pathKey` of its path. */
export function fieldSpans(text: string): ReadonlyMap<string, FieldSpan> {
  const spans = new Map<string, FieldSpan>();
  const frames: Frame[] = [];
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
    } else if (event.type !== EVENT_ID.DOCUMENT) {
      read(event, text, frames, spans);
    }
  }
  return spans;
}

type ValueEvent = Exclude<Event, { readonly type: typeof EVENT_ID.POP | typeof EVENT_ID.DOCUMENT }>;

function read(event: ValueEvent, text: string, frames: Frame[], spans: Map<string, FieldSpan>): void {
  const parent = frames.at(-1);
  const isKey = parent !== undefined && parent.index === undefined && parent.expectsValue !== true;
  const path = isKey ? undefined : pathBelow(parent);
  if (path !== undefined) {
    spans.set(pathKey(path), { key: parent?.key?.at, value: valueRange(event, text), isScalar: event.type === EVENT_ID.SCALAR });
  }
  if (parent !== undefined) {
    parent.index = parent.index === undefined ? undefined : parent.index + 1;
    parent.expectsValue = isKey;
    parent.key = isKey && event.type === EVENT_ID.SCALAR
      ? { name: getScalarValue(text, event), at: { start: event.valueStart, end: event.valueEnd } }
      : undefined;
  }
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
    frames.push({ path, ...(event.type === EVENT_ID.SEQUENCE ? { index: 0 } : {}) });
  }
}

function pathBelow(parent: Frame | undefined): Path | undefined {
  if (parent === undefined) {
    return [];
  }
  const step = parent.index ?? parent.key?.name;
  return step === undefined || parent.path === undefined ? undefined : [...parent.path, step];
}

function valueRange(event: ValueEvent, text: string): Range | undefined {
  switch (event.type) {
    case EVENT_ID.SCALAR: return scalarRange(text, event.valueStart, event.valueEnd);
    case EVENT_ID.ALIAS: return { start: event.anchorStart - 1, end: event.anchorEnd };
    default: return { start: event.start, end: event.start + 1 };
  }
}

/** Block texts begin with their indentation; nothing at all has no place. */
function scalarRange(text: string, start: number, end: number): Range | undefined {
  return start < 0 ? undefined : { start: start + Math.max(0, text.slice(start, end).search(/\S/)), end };
}
