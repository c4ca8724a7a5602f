import { listenerProtocol } from './listener-protocol';
import type { Rule } from '../../rule';

/** Group 02, in the order of codes. */
export const ROUTING_RULES: readonly Rule[] = [
  listenerProtocol,
];
