import { load, Schema, Type, types } from '../../vendor/js-yaml';

/** Of any base, told by its prefix; a leading zero means octal. */
const INTEGER = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;

/** How numbers begin: most texts do not, and need no closer look. */
const NUMERIC = /^[-+\d]/;

/** As Go's `strconv.ParseInt` with base 0, underscores left out first. */
const goInteger = new Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && NUMERIC.test(text) && integer(text) !== undefined,
  construct: integer,
});

const BOOLEANS: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...spellings('y', 'yes', 'on', 'true').map((text) => [text, true]),
  ...spellings('n', 'no', 'off', 'false').map((text) => [text, false]),
]);

const boolean11 = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && Object.hasOwn(BOOLEANS, text),
  construct: (text: string) => BOOLEANS[text],
});

/**
 * YAML as kubectl and the API server read it: go.yaml.in/yaml/v2, resolve.go, by way of sigs.k8s.io/yaml. `on` and `y` are booleans, `0777` is
 * octal, `12:30` and dates are texts, `<<` merges.
 */
export const KUBERNETES_YAML = new Schema({
  implicit: [types.null, boolean11, goInteger, types.float, types.merge],
  explicit: [types.str, types.seq, types.map],
});

/** What a text of YAML says. */
export function yamlValue(text: string): unknown {
  return load(text, { schema: KUBERNETES_YAML });
}

function integer(text: string): number | undefined {
  const [, sign, digits] = INTEGER.exec(text.replaceAll('_', '')) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  const value = Number(digits.replace(/^0[oO]?(?=[0-7])/, '0o'));
  return sign === '-' ? -value : value;
}

/** `on`, `On` and `ON`. */
function spellings(...words: readonly string[]): string[] {
  return words.flatMap((word) => [word, `${word[0].toUpperCase()}${word.slice(1)}`, word.toUpperCase()]);
}
