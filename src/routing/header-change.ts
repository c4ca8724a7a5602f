import { checkHeaderValue, checkWritableHeader } from '../core/http';
import type { Site } from '../core/site';

/** Headers that a route changes on the way (filters RequestHeaderModifier and ResponseHeaderModifier). */
export interface HeaderChange {
  /**
   * Headers set, whatever they were (`set`).
   * @default - none
   */
  readonly set?: { readonly [header: string]: string };
  /**
   * Headers added to those that are there (`add`).
   * @default - none
   */
  readonly add?: { readonly [header: string]: string };
  /**
   * Headers taken out (`remove`).
   * @default - none
   */
  readonly remove?: string[];
}

/** Gateway API: each of the three lists has 16 items at most. */
const MAX_ITEMS = 16;

export function checkHeaderChange(site: Site, change: HeaderChange): void {
  for (const prop of ['set', 'add'] as const) {
    const headers = Object.entries(change[prop] ?? {});
    checkCount(site.at(prop), headers.length);
    headers.forEach(([name, value]) => {
      checkWritableHeader(site.at(prop), name);
      checkLiteral(site.at(prop, name), checkHeaderValue(site.at(prop, name), value));
    });
  }
  checkCount(site.at('remove'), change.remove?.length ?? 0);
  change.remove?.forEach((name, i) => checkWritableHeader(site.at('remove', i), name));
  checkDistinct(site, [...Object.keys(change.set ?? {}), ...Object.keys(change.add ?? {}), ...change.remove ?? []]);
  site.check([change.set, change.add, change.remove].some((part) => part && Object.keys(part).length > 0), {
    problem: 'changes nothing',
    got: change,
    fix: 'name a header in set, add or remove, or leave the prop out',
  });
}

/** As the filter wants it. */
export function renderHeaderChange({ set, add, remove }: HeaderChange) {
  return {
    ...(set && Object.keys(set).length > 0 && { set: pairs(set) }),
    ...(add && Object.keys(add).length > 0 && { add: pairs(add) }),
    ...(remove?.length && { remove: [...remove] }),
  };
}

function pairs(headers: { readonly [header: string]: string }) {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function checkCount(site: Site, count: number): void {
  site.check(count <= MAX_ITEMS, { problem: `must have ${MAX_ITEMS} headers at most`, got: count, fix: 'leave some to the model server' });
}

/** Istio hands a value to Envoy as it is, and Envoy refuses all routes of the listener over a `%` that begins no command of its own. */
export function checkLiteral(site: Site, value: string): string {
  site.check(!value.includes('%'), { problem: 'must have no %, which Envoy takes for a command', got: value, fix: 'leave it to the model server' });
  return value;
}

function checkDistinct(site: Site, names: readonly string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const twice = lower.find((name, i) => lower.indexOf(name) !== i);
  site.check(twice === undefined, { problem: 'names a header twice, in set, add and remove together; names ignore case', got: twice, fix: 'name it once' });
}
