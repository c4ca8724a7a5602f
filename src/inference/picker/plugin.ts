import type { Site } from '../../core/site';

/** An entry of `plugins` in the EndpointPickerConfig. */
export interface PluginSpec {
  readonly type: string;
  readonly parameters?: { readonly [name: string]: unknown };
}

/** An entry of a scheduling profile. */
export interface ProfileEntry {
  readonly pluginRef: string;
  readonly weight?: number;
}

/** What counts requests under way for those that judge by them. */
export const IN_FLIGHT_LOAD: PluginSpec = { type: 'inflight-load-producer' };

/** Parameters without those that nobody gave; nothing where none is left. */
export function parameters(given: { readonly [name: string]: unknown }): Pick<PluginSpec, 'parameters'> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? { parameters: Object.fromEntries(entries) } : {};
}

export function checkWeight(site: Site, weight: number): number {
  site.check(Number.isFinite(weight) && weight > 0 && weight <= 1_000_000, {
    problem: 'must be a weight above 0',
    got: weight,
    fix: 'leave the scorer out to give it none',
  });
  return weight;
}
