import type { ManifestObject } from '../../manifest/manifest-object';
import type { FindingPlace } from '../finding';
import type { Hit, Rule } from '../rule';

/** A hit with its rule and object, before it is known how grave it is. */
export interface Draft extends Omit<Hit, 'at'> {
  readonly rule: Rule;
  readonly object?: ManifestObject;
  readonly at: FindingPlace;
}

export function draft(rule: Rule, hit: Omit<Hit, 'at'> & { readonly at: FindingPlace }, object?: ManifestObject): Draft {
  return { ...hit, rule, object };
}
