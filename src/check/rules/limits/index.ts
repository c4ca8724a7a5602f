import { backendRequestAlone } from './backend-request-alone';
import { breakerOnNobody } from './breaker-on-nobody';
import { edgeProfile } from './edge-profile';
import { paidTwice, virtualServicePaidTwice } from './paid-twice';
import { httpRouteRetryBudget, virtualServiceRetryBudget } from './retry-budget';
import { someRulesUnlimited } from './some-rules-unlimited';
import { streamCut } from './stream-cut';
import { wholeServiceEjected } from './whole-service-ejected';
import type { Rule } from '../../rule';

/** Group 03, in the order of codes. */
export const LIMIT_RULES: readonly Rule[] = [
  backendRequestAlone,
  httpRouteRetryBudget,
  virtualServiceRetryBudget,
  paidTwice,
  virtualServicePaidTwice,
  someRulesUnlimited,
  wholeServiceEjected,
  breakerOnNobody,
  streamCut,
  edgeProfile,
];
