import type { Rule } from '../../rule';

/** Group 05, in the order of codes. */
export const INFERENCE_RULES: readonly Rule[] = [
];
