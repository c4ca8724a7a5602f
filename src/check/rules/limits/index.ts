import type { Rule } from '../../rule';

/** Group 03, in the order of codes. */
export const LIMIT_RULES: readonly Rule[] = [
];
