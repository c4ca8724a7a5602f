/** Leaves of a document, as `path=value`: numbers, sizes, times and texts of no fixed choice count as any value. */
export function choicesOf(document: unknown, path = ''): string[] {
  if (Array.isArray(document)) {
    return document.flatMap((item) => choicesOf(item, `${path}[${nameOf(item)}]`));
  }
  if (typeof document === 'object' && document !== null) {
    return Object.entries(document).flatMap(([key, value]) => choicesOf(value, path === '' ? key : `${path}.${key}`));
  }
  return [typeof document === 'string' && /^[A-Za-z][a-zA-Z-]*$/.test(document) ? `${path}=${document}` : path];
}

/** Items of a list are told apart by what they say they are. */
function nameOf(item: unknown): string {
  const { type, pluginRef, priority } = (item ?? {}) as { readonly [key: string]: unknown };
  return String(type ?? pluginRef ?? (typeof priority === 'number' ? Math.sign(priority) : ''));
}

/** Each two choices of one document, in a fixed order. */
export function pairsOf(choices: readonly string[]): string[] {
  const sorted = [...new Set(choices)].sort();
  return sorted.flatMap((a, i) => sorted.slice(i).map((b) => `${a} & ${b}`));
}

/** A few of the documents in which everything that two of all the documents' choices do together occurs: those with most that is new first. */
export function coverPairs(documents: readonly (readonly string[])[]): { readonly chosen: readonly number[]; readonly pairs: number } {
  const pairs = documents.map((choices) => pairsOf(choices));
  const missing = new Set(pairs.flat());
  const all = missing.size;
  const chosen: number[] = [];
  while (missing.size > 0) {
    const gains = pairs.map((own) => own.filter((pair) => missing.has(pair)).length);
    const best = gains.indexOf(Math.max(...gains));
    pairs[best].forEach((pair) => missing.delete(pair));
    chosen.push(best);
  }
  return { chosen, pairs: all };
}
