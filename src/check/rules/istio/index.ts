import type { Rule } from '../../rule';

/** Group 09, in the order of codes. */
export const ISTIO_RULES: readonly Rule[] = [
];
