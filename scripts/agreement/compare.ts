import type { Question } from './objects';
import { check } from '../../src/check/check';
import { targetOf } from '../../src/check/options';
import { groupOfCode } from '../../src/check/rule';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { Source } from '../../src/manifest/source';

/** What a cluster said of an object. */
export interface Admission {
  readonly id: string;
  readonly refused: '' | 'api-server' | 'webhook';
  readonly message?: string;
  /** It can be created, but not by server-side apply. */
  readonly onlyApply?: boolean;
}

/** Why check and a cluster may differ about some objects. */
export interface Reason {
  /** Who alone refuses them: one of REFUSERS. */
  readonly by: string;
  /** A regular expression for what is said. */
  readonly message: string;
  readonly reason: string;
}

/** An object about which check and a cluster differ. */
export interface Difference {
  readonly id: string;
  /** Who alone refuses it. */
  readonly by: string;
  readonly message: string;
  readonly reason?: string;
}

/** Who may refuse an object. `client` is what could not even be sent. */
export const REFUSERS = ['check', 'api-server', 'server-side apply', 'webhook', 'client'] as const;

export interface Agreement {
  readonly bothAccept: number;
  readonly bothReject: number;
  readonly differences: readonly Difference[];
}

/** Holds what check says of each object, seen alone, against what the cluster said. */
export function compare(questions: readonly Question[], admissions: readonly Admission[], reasons: readonly Reason[]): Agreement {
  const found = new Map(admissions.map((admission) => [admission.id, admission]));
  const differences: Difference[] = [];
  const counts = { bothAccept: 0, bothReject: 0 };
  for (const { id, object } of questions) {
    const { message = '', ...theirs } = found.get(id)!;
    const ours = rejection(object);
    const refuser = refuserOf(theirs, message);
    if ((ours === undefined) === (refuser === undefined)) {
      counts[ours === undefined ? 'bothAccept' : 'bothReject']++;
      continue;
    }
    const difference = refuser !== undefined ? { id, by: refuser, message } : { id, by: 'check', message: ours! };
    const known = reasons.find((one) => one.by === difference.by && new RegExp(one.message).test(difference.message));
    differences.push({ ...difference, reason: known?.reason });
  }
  return { ...counts, differences };
}

function refuserOf({ refused, onlyApply = false }: Admission, message: string): string | undefined {
  if (message === '') {
    return undefined;
  }
  return onlyApply ? 'server-side apply' : refused || 'client';
}

/** What check says that a cluster refuses the object for. */
function rejection(manifest: Question['object']): string | undefined {
  const source = new Source('object', '');
  const object = new ManifestObject(manifest, { document: { source, start: 0, end: 0 }, path: [] }, false);
  const { findings } = check({ objects: [object], broken: [], strays: [] }, { target: targetOf({}) });
  const rejecting = findings.find(({ rule, severity }) => severity === 'error' && (rule.isRejected === true || groupOfCode(rule.code) === '00'));
  return rejecting && `${rejecting.rule.code} ${rejecting.message}`;
}
