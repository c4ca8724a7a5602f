import type { Formatter } from './formatter';
import { github } from './github';
import { json } from './json';
import { junit } from './junit';
import type { FormatName } from './names';
import { sarif } from './sarif';
import { text } from './text';

const FORMATTERS: Readonly<Record<FormatName, Formatter>> = { text, json, sarif, junit, github };

export function formatter(name: FormatName): Formatter {
  return FORMATTERS[name];
}
