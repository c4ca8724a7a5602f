import type { Rule } from '../../rule';

/** Group 07, in the order of codes. */
export const TELEMETRY_RULES: readonly Rule[] = [
];
