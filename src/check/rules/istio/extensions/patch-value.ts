import type { Path } from '../../../../manifest/path';

const TYPE = '@type';
const ANY = ['typed_config', 'typedConfig'];
const MESSAGE = /^(?:[^/]*\/)*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;

/** Types of the API versions before v3, which istiod does not know any more. */
const OLD_TYPE = /(?:^|\/)envoy\.(?:\w+\.)*v[12](?:alpha\d*|beta\d*)?\.[\w.]+$/;

interface ValueProblem {
  readonly path: Path;
  readonly problem: string;
}

/** Objects of Envoy that have a typed_config themselves; what others have beside their fields is passed over. */
const TYPED = ['HTTP_FILTER', 'NETWORK_FILTER', 'LISTENER_FILTER', 'EXTENSION_CONFIG'];

/** What is wrong with a value, as far as it can be told without the API of Envoy. */
export function valueProblem(applyTo: string, value: unknown): ValueProblem | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if ('name' in value && typeof value.name !== 'string') {
    return { path: ['name'], problem: 'the name is no text' };
  }
  const known = TYPED.includes(applyTo) ? value : Object.fromEntries(Object.entries(value).filter(([field]) => !ANY.includes(field)));
  return typeProblem(known, []);
}

function typeProblem(value: unknown, path: Path): ValueProblem | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const type: unknown = TYPE in value ? value[TYPE] : undefined;
  if (ANY.includes(String(path.at(-1))) && type === undefined) {
    return { path, problem: `what ${path.at(-1)} configures is not said` };
  }
  if (typeof type === 'string' && (OLD_TYPE.test(type) || !MESSAGE.test(type))) {
    return { path: [...path, TYPE], problem: `${JSON.stringify(type)} is no type of the v3 API of Envoy` };
  }
  const parts: Iterable<readonly [string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  return Array.from(parts, ([key, part]) => typeProblem(part, [...path, key])).find((problem) => problem !== undefined);
}
