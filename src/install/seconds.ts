import type { Duration } from 'cdk8s';
import { checkPositive } from '../core/duration';
import type { Site } from '../core/site';

/** A duration inside a mesh or proxy config: protobuf's JSON form knows seconds only (`300s`, `0.5s`). */
export function renderSeconds(site: Site, duration: Duration): string {
  return `${checkPositive(site, duration).toMilliseconds() / 1_000}s`;
}

/** The same for a prop that may be absent. */
export function renderSecondsOf(site: Site, duration: Duration | undefined): string | undefined {
  return duration && renderSeconds(site, duration);
}
