import { danglingBackend } from './dangling-backend';
import type { Rule } from '../../rule';

/** Group 01, in the order of codes. */
export const REFERENCE_RULES: readonly Rule[] = [
  danglingBackend,
];
