import { formatPath } from '../../manifest/path';
import type { Origin } from '../tables';

/** One line of an explanation. */
export interface Line {
  /** What it is about, in a word: `route`, `policy`. */
  readonly topic: string;
  readonly text: string;
  /** How it is meant: what ends well, what ends badly, what is said besides. */
  readonly tone?: 'good' | 'bad' | 'aside';
  /** The object and the field that decided. */
  readonly origin?: Origin;
}

/** `HTTPRoute ml-serving/chat spec.rules[0]` */
export function placeOf({ object, at }: Origin): string {
  return `${object.id} ${formatPath(at.path)}`.trimEnd();
}

/** `chat.yaml:31`, where there is a text. */
export function lineOf({ at }: Origin): string | undefined {
  const line = at.span()?.start.line;
  return at.file === undefined || line === undefined ? undefined : `${at.file}:${line}`;
}
