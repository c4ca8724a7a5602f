import type { Rule } from '../../rule';

/** Group 08, in the order of codes. */
export const ROLLOUT_RULES: readonly Rule[] = [
];
