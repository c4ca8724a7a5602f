import { closest, distance } from '../vendor/fastest-levenshtein';

/** What was probably meant, or undefined if nothing is near. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  if (known.length === 0) {
    return undefined;
  }
  const found = closest(text.toLowerCase(), known.map((name) => name.toLowerCase()));
  const isNear = distance(text.toLowerCase(), found) <= (text.length < 4 ? 1 : Math.min(3, Math.floor(text.length / 2)));
  return isNear ? known.find((name) => name.toLowerCase() === found) : undefined;
}
