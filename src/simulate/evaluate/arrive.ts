import type { Outcome } from '../outcome';
import type { Behaviors } from '../request';
import type { Endpoint, ProxyTables } from '../tables';
import type { Flow } from './evaluation';
import { serve } from './serve';

/** A request reaches a pod: what stands before it decides, then the workload answers. */
export function arrive(from: ProxyTables, endpoint: Endpoint, { message, received }: Flow, behaviors: Behaviors): readonly Outcome[] {
  return [serve({ workload: endpoint.workload, message, caller: from.proxy.account, received }, behaviors)];
}
