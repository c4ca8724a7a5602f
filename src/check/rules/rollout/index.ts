import { paidMirror } from './paid-mirror';
import { sessionPersistence } from './session-persistence';
import { scaledToZero, versionWithoutPods } from './version-without-pods';
import { versionsSharePods } from './versions-share-pods';
import { weights } from './weights';
import type { Rule } from '../../rule';

/** Group 08, in the order of codes. */
export const ROLLOUT_RULES: readonly Rule[] = [
  versionWithoutPods,
  scaledToZero,
  versionsSharePods,
  weights,
  paidMirror,
  sessionPersistence,
];
