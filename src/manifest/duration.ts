/** Units of Go's `time.ParseDuration`, which Istio and Gateway API use, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 };

const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|us|\u00b5s|ns|m|s)/gy;

/** Milliseconds of `90s`, `1h30m`, `1.5s`; undefined for what is no duration. */
export function parseDuration(text: string | undefined): number | undefined {
  const parts = [...(text ?? '').matchAll(PART)];
  const isWhole = parts.length > 0 && parts.reduce((length, [part]) => length + part.length, 0) === text!.length;
  return isWhole ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0) : undefined;
}

/** A duration as a person writes it: `1.5s`, `2m`. */
export function formatDuration(millis: number): string {
  const [unit, size] = Object.entries(UNITS).find(([, each]) => millis >= each && millis % each === 0) ?? ['s', 1_000];
  return `${millis / size}${unit}`;
}
