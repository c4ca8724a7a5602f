import type { Site } from './site';

/** Bounds of a whole number, both included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly fix: string;
}

export function checkInteger(site: Site, value: number, bounds: Bounds): number {
  site.check(Number.isInteger(value) && value >= bounds.min && value <= bounds.max, {
    problem: `must be a whole number from ${bounds.min} to ${bounds.max}`,
    got: value,
    fix: bounds.fix,
  });
  return value;
}

export function checkPort(site: Site, port: number): number {
  return checkInteger(site, port, { min: 1, max: 65535, fix: 'give the port of the Service or pod' });
}

/** A share in percent; fractions are what Envoy counts in millionths. */
export function checkPercentage(site: Site, percentage: number): number {
  site.check(isShare(percentage, 4), {
    problem: 'must be a percentage from 0 to 100 with four decimals at most',
    got: percentage,
    fix: 'Envoy counts in millionths',
  });
  return percentage;
}

/** A share of requests to trace; Istio counts in hundredths of a percent (Telemetry randomSamplingPercentage, PILOT_TRACE_SAMPLING). */
export function checkSamplingPercentage(site: Site, percentage: number): number {
  site.check(isShare(percentage, 2), {
    problem: 'must be a percentage from 0 to 100 with two decimals at most',
    got: percentage,
    fix: 'write 100 for every request, 0 for none but those that the caller traces',
  });
  return percentage;
}

/** A positive amount that need not be whole, tokens per second for instance. */
export function checkPositiveNumber(site: Site, value: number): number {
  site.check(Number.isFinite(value) && value > 0, { problem: 'must be a number above 0', got: value, fix: 'measure it, or leave the prop out' });
  return value;
}

/** Rounds instead of multiplying, since 0.07 * 10000 is not whole in binary. */
function isShare(percentage: number, decimals: number): boolean {
  return percentage >= 0 && percentage <= 100 && Number(percentage.toFixed(decimals)) === percentage;
}
