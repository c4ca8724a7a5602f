import { load, Schema, Type, types } from '../../vendor/js-yaml';

/** Of any base, told by its prefix; a leading zero means octal. */
const INTEGER = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;

/** How numbers begin: most texts do not, and need no closer look. */
const NUMERIC = /^[-+.\d]/;

/** As Go's `strconv.ParseInt` with base 0, underscores left out first. */
const goInteger = new Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && NUMERIC.test(text) && integer(text) !== undefined,
  construct: integer,
});

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...spellings('y', 'yes', 'on', 'true').map((text) => [text, true] as const),
  ...spellings('n', 'no', 'off', 'false').map((text) => [text, false] as const),
]);

const boolean11 = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && BOOLEANS.has(text),
  construct: (text: string) => BOOLEANS.get(text),
});

const WORDS: ReadonlyMap<string | null, boolean | null> = new Map<string | null, boolean | null>([
  ...[null, '~', ...spellings('null')].map((text) => [text, null] as const),
  ...BOOLEANS,
]);

/** What a plain text without a tag means, in one step: of types, the library would ask each in turn, for every key and every value. */
const plain = new Type('tag:yaml.org,2002:str', {
  kind: 'scalar',
  resolve: (text: string | null) => WORDS.has(text) || (NUMERIC.test(text!) && (integer(text!) !== undefined || types.float.resolve(text))),
  construct: (text: string | null) => (WORDS.has(text) ? WORDS.get(text) : integer(text!) ?? types.float.construct(text)),
});

/**
 * YAML as kubectl and the API server read it: go.yaml.in/yaml/v2, resolve.go, by way of sigs.k8s.io/yaml. `on` and `y` are booleans, `0777` is
 * octal, `12:30` and dates are texts, `<<` merges.
 */
export const KUBERNETES_YAML = new Schema({
  implicit: [plain, types.merge],
  // Those of tags; `!!str` is the last one of its name.
  explicit: [types.null, boolean11, goInteger, types.float, types.str, types.seq, types.map],
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
