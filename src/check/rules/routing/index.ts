import { listenerProtocol } from './listener-protocol';
import { noWeight } from './no-weight';
import { stringPrefix } from './string-prefix';
import type { Rule } from '../../rule';

/** Group 02, in the order of codes. */
export const ROUTING_RULES: readonly Rule[] = [
  listenerProtocol,
  stringPrefix,
  noWeight,
];
