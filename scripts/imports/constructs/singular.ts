const UNCOUNTABLE = /(tls|https|dns|alias)$/i;

const ENDINGS: ReadonlyArray<readonly [plural: RegExp, singular: string]> = [
  [/ies$/, 'y'],
  [/(s|x|ch|sh)es$/, '$1'],
  [/([^s])s$/, '$1'],
];

/** One item of what the word names: `filters` is a list of `filter`. */
export function singular(word: string): string {
  const ending = UNCOUNTABLE.test(word) ? undefined : ENDINGS.find(([plural]) => plural.test(word));
  return ending === undefined ? word : word.replace(...ending);
}
