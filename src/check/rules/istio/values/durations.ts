import { parseDuration } from '../../../../manifest/duration';

const NANOSECONDS = 1e6;

/** Of what is below a millisecond the CRD speaks. */
export function durationProblem(text: string): string | undefined {
  const nanoseconds = Math.round((parseDuration(text) ?? 0) * NANOSECONDS);
  return nanoseconds < NANOSECONDS || nanoseconds % NANOSECONDS === 0 ? undefined : `${text} is no whole number of milliseconds`;
}

export function isWholeSeconds(text: string): boolean {
  return Math.round((parseDuration(text) ?? 0) * NANOSECONDS) % (1000 * NANOSECONDS) === 0;
}
