import { parseDuration } from '../../../../manifest/duration';

const NANOSECONDS = 1e6;

/** What Go's `time.ParseDuration` reads. */
const DURATION = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;

/** Of a time that the CRD takes as any text. */
export function unreadProblem(text: string): string | undefined {
  return DURATION.test(text) ? undefined : `${JSON.stringify(text)} is no duration`;
}

/** Of a limit that the CRD takes as any text: 0s is none. */
export function limitProblem(text: string): string | undefined {
  if (text.startsWith('-') && (parseDuration(text.slice(1)) ?? 0) >= 1) {
    return `${text} is below 0`;
  }
  return unreadProblem(text) ?? durationProblem(text.replace(/^[+-]/, ''));
}

/** Of what is below a millisecond the CRD speaks. */
export function durationProblem(text: string): string | undefined {
  const nanoseconds = Math.round((parseDuration(text) ?? 0) * NANOSECONDS);
  return nanoseconds < NANOSECONDS || nanoseconds % NANOSECONDS === 0 ? undefined : `${text} is no whole number of milliseconds`;
}

export function isWholeSeconds(text: string): boolean {
  return Math.round((parseDuration(text) ?? 0) * NANOSECONDS) % (1000 * NANOSECONDS) === 0;
}
