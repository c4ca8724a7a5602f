import type { Rule } from '../../rule';

/** Group 06, in the order of codes. */
export const DATA_PLANE_RULES: readonly Rule[] = [
];
