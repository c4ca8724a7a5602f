import type { Duration } from 'cdk8s';
import type { Site } from './site';

/** Largest first. Gateway API durations (GEP-2257) know these units and at most five digits a unit. */
const UNITS: readonly [suffix: string, millis: number][] = [['h', 3_600_000], ['m', 60_000], ['s', 1_000], ['ms', 1]];
const MAX_DIGITS = 99_999;
const MAX_MILLIS = (MAX_DIGITS + 1) * 3_600_000 - 1;

/**
 * A duration as Gateway API and Istio write it: the largest unit that leaves no remainder (`90s`, `2m`).
 * Only where that takes more than five digits, every unit takes its share (`2m30s1ms`).
 */
export function renderDuration(duration: Duration): string {
  const millis = duration.toMilliseconds();
  const [suffix, size] = UNITS.find(([, unit]) => millis >= unit && millis % unit === 0) ?? ['s', 1_000];
  const count = millis / size;
  return count <= MAX_DIGITS ? `${count}${suffix}` : renderEveryUnit(millis);
}

function renderEveryUnit(millis: number): string {
  let rest = millis;
  let text = '';
  for (const [suffix, size] of UNITS) {
    const count = Math.floor(rest / size);
    text += count > 0 ? `${count}${suffix}` : '';
    rest %= size;
  }
  return text;
}

/** A limit that is really one: whole milliseconds and more than nothing. */
export function checkPositive(site: Site, duration: Duration): Duration {
  const millis = duration.toMilliseconds({ integral: false });
  site.check(Number.isInteger(millis) && millis >= 1, {
    problem: 'must be a whole number of milliseconds, 1 or more',
    got: duration.toHumanString(),
    fix: 'give a longer time, or leave the prop out for no limit',
  });
  site.check(millis <= MAX_MILLIS, {
    problem: `must be below ${MAX_DIGITS + 1} hours, the longest that can be written`,
    got: duration.toHumanString(),
    fix: 'leave the prop out for no limit',
  });
  return duration;
}
