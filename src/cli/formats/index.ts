import type { Formatter } from './formatter';
import type { FormatName } from './names';

/** Each in a file of its own, loaded when it is asked for. */
const FORMATTERS: Readonly<Record<FormatName, () => Formatter>> = {
  text: () => (require('./text') as typeof import('./text')).text,
  json: () => (require('./json') as typeof import('./json')).json,
  sarif: () => (require('./sarif') as typeof import('./sarif')).sarif,
  junit: () => (require('./junit') as typeof import('./junit')).junit,
  github: () => (require('./github') as typeof import('./github')).github,
};

export function formatter(name: FormatName): Formatter {
  return FORMATTERS[name]();
}
