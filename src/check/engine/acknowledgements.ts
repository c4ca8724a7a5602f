import { type Draft, draft } from './draft';
import type { ManifestObject } from '../../manifest/manifest-object';
import { groupOfCode, type Rule } from '../rule';
import { findRule } from '../rules';
import { impossibleAcknowledgement, reasonlessAcknowledgement, staleAcknowledgement, unknownAcknowledgement } from '../rules/documents/acknowledging';

const PREFIX = 'cdk8s-ml-mesh/ignore.';

/** The annotation that acknowledges a finding. */
export function acknowledgementKey(code: string): string {
  return `${PREFIX}${code}`;
}

/** Why findings of the rule cannot be acknowledged, or undefined if they can. */
export function unacknowledgeable({ code, severity, isRejected }: Rule): string | undefined {
  const group = groupOfCode(code);
  if (group === '00') {
    return 'what cannot be read or is not valid has to be mended';
  }
  if (isRejected) {
    return 'the cluster refuses such an object';
  }
  return severity === 'error' && (group === '01' || group === '09') ? 'it does not work, whoever knows of it' : undefined;
}

/** The acknowledgements of all objects, held against what was found. */
export class Acknowledgements {
  /** Reasons by object and code. */
  private readonly reasons = new Map<ManifestObject, Map<string, string>>();
  private readonly used = new Map<ManifestObject, Set<string>>();
  private readonly drafts: Draft[] = [];

  constructor(objects: readonly ManifestObject[]) {
    for (const object of objects) {
      for (const [key, reason] of Object.entries(object.annotations)) {
        if (key.startsWith(PREFIX)) {
          this.add(object, key, reason);
        }
      }
    }
  }

  /** The reason for which a finding is accepted. */
  public reasonFor(object: ManifestObject | undefined, { code }: Rule): string | undefined {
    const reason = object && this.reasons.get(object)?.get(code);
    if (reason !== undefined) {
      this.used.set(object!, (this.used.get(object!) ?? new Set()).add(code));
    }
    return reason;
  }

  /** What is wrong with the acknowledgements themselves, once every finding has asked for its reason. */
  public findings(): readonly Draft[] {
    const stale = [...this.reasons].flatMap(([object, codes]) => [...codes.keys()]
      .filter((code) => !this.used.get(object)?.has(code))
      .map((code) => draft(staleAcknowledgement, { at: place(object, acknowledgementKey(code)), data: { code } }, object)));
    return [...this.drafts, ...stale];
  }

  private add(object: ManifestObject, key: string, reason: unknown): void {
    const code = key.slice(PREFIX.length);
    const rule = findRule(code);
    const at = place(object, key);
    const obstacle = rule && unacknowledgeable(rule);
    if (rule === undefined || rule.code !== code) {
      const fix = rule && `write ${acknowledgementKey(rule.code)}`;
      this.drafts.push(draft(unknownAcknowledgement, { at, data: { code }, fix }, object));
    } else if (obstacle !== undefined) {
      this.drafts.push(draft(impossibleAcknowledgement, { at, data: { code, reason: obstacle } }, object));
    } else if (typeof reason !== 'string' || reason.trim() === '') {
      this.drafts.push(draft(reasonlessAcknowledgement, { at, data: { code } }, object));
    } else {
      this.reasons.set(object, (this.reasons.get(object) ?? new Map<string, string>()).set(code, reason));
    }
  }
}

function place(object: ManifestObject, key: string) {
  return object.at('metadata', 'annotations', key).key();
}
