import type { Rule } from '../../rule';

/** Group 04, in the order of codes. */
export const SECURITY_RULES: readonly Rule[] = [
];
