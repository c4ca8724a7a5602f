import type { ManifestSet } from './sets';
import { check } from '../../src/check/check';
import type { Finding } from '../../src/check/finding';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { Source } from '../../src/manifest/source';

/** What an analyzer says of an object: a message of conformance/build/istio/cmd/analyze. */
export interface Message {
  readonly code: string;
  /** `Kind namespace/name` */
  readonly object: string;
  readonly text: string;
}

/** Who says a code of an object of a set. */
export interface Verdict {
  readonly code: string;
  readonly kind: string;
  /** `set: Kind namespace/name` */
  readonly of: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

type Kinds = Readonly<Record<string, readonly string[]>>;

/** A verdict for each code of each object of the kinds that the code is about. */
export function compare(sets: readonly ManifestSet[], messages: readonly (readonly Message[])[], kinds: Kinds): Verdict[] {
  return sets.flatMap((set, i) => {
    const findings = findingsOf(set);
    const objects = new Map(set.judged.map((object) => [object.id, object]));
    const codesOf = (kind: string) => Object.keys(kinds).filter((code) => kinds[code].includes(kind));
    return [...objects.values()].flatMap(({ id, kind }) => codesOf(kind).map((code) => ({
      code,
      kind,
      of: `${set.name}: ${id}`,
      theirs: messages[i].filter((message) => message.code === code && message.object === id).map(({ text }) => text),
      ours: findings.filter(({ rule, object }) => object?.id === id && rule.sameAs?.includes(code)).map(({ rule, message }) => `${rule.code} ${message}`),
    })));
  });
}

function findingsOf({ name, judged, stubs, target, mesh }: ManifestSet): readonly Finding[] {
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: mesh || '{}' } };
  const origin = { document: { source: new Source('mesh', ''), start: 0, end: 0 }, path: [] };
  const objects = [...judged, ...stubs, new ManifestObject(settings, origin, true)];
  const { findings, failures } = check({ objects, broken: [], strays: [] }, { target, isComplete: true });
  if (failures.length > 0) {
    throw new Error(`a rule stumbles over ${name}`, { cause: failures[0].error });
  }
  return findings;
}
