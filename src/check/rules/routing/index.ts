import { contestedMatch } from './contested-match';
import { grpcOverHttp1, grpcPathOverHttp1 } from './grpc-over-http1';
import { hostsWithoutParent } from './hosts-without-parent';
import { listenerProtocol } from './listener-protocol';
import { listenerWithoutTls } from './listener-without-tls';
import { noDefaultRule } from './no-default-rule';
import { noWeight } from './no-weight';
import { rewriteSlash } from './rewrite-slash';
import { routeExpression } from './route-expression';
import { routeOnTcpPort } from './route-on-tcp-port';
import { ruleWithoutBackend } from './rule-without-backend';
import { stringPrefix } from './string-prefix';
import { twoKindsOfRoute } from './two-kinds-of-route';
import { unreachableRule } from './unreachable-rule';
import { unsupportedFilter } from './unsupported-filter';
import type { Rule } from '../../rule';

/** Group 02, in the order of codes. */
export const ROUTING_RULES: readonly Rule[] = [
  listenerProtocol,
  stringPrefix,
  noWeight,
  unreachableRule,
  contestedMatch,
  twoKindsOfRoute,
  grpcOverHttp1,
  routeOnTcpPort,
  noDefaultRule,
  rewriteSlash,
  grpcPathOverHttp1,
  listenerWithoutTls,
  ruleWithoutBackend,
  hostsWithoutParent,
  routeExpression,
  unsupportedFilter,
];
