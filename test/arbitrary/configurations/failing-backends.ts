import * as fc from 'fast-check';
import { AUTHORIZER } from './authorizers';
import type { Protocol } from './configuration';
import type { WrittenBehavior } from '../../../src/cli/cases/case';

/** Longer than the limits of `limits.ts` that a request may meet, and shorter than those that it may not. */
const SLOW = '5s';

interface Failure {
  readonly weight: number;
  readonly behavior: WrittenBehavior;
}

/** Who crashes, or leaves, costs the box time; who is slow does not, for those requests come last and together. */
const FAILURES: readonly Failure[] = [
  { weight: 8, behavior: { status: 503 } },
  { weight: 8, behavior: { status: 503, times: 1 } },
  { weight: 4, behavior: { status: 503, times: 2 } },
  { weight: 4, behavior: { status: 500, times: 1 } },
  { weight: 2, behavior: { status: 409, times: 1 } },
  { weight: 2, behavior: { status: 429 } },
  { weight: 4, behavior: { reset: true } },
  { weight: 4, behavior: { reset: true, times: 1 } },
  { weight: 2, behavior: { refuse: true, times: 1 } },
  { weight: 5, behavior: { delay: SLOW } },
  { weight: 5, behavior: { delay: SLOW, times: 1 } },
  { weight: 2, behavior: { delay: SLOW, status: 503 } },
  { weight: 3, behavior: { down: 'crashed' } },
];

/** Codes of gRPC: cancelled, not found, internal, unavailable. */
const GRPC_FAILURES: readonly Failure[] = [
  ...[1, 5, 13, 14].flatMap((status) => [{ weight: 3, behavior: { status } }, { weight: 3, behavior: { status, times: 1 } }]),
  { weight: 3, behavior: { reset: true, times: 1 } },
  { weight: 3, behavior: { delay: SLOW } },
  { weight: 1, behavior: { down: 'crashed' } },
];

/** How all or one of the workloads, namespace/name, treat a request. What asks an authorization server about a call of gRPC has none of its statuses. */
export function failing(backends: readonly string[], protocol: Protocol): fc.Arbitrary<Readonly<Record<string, WrittenBehavior>>> {
  const [failures, workloads] = protocol === 'grpc'
    ? [GRPC_FAILURES, backends.filter((name) => !name.endsWith(`/${AUTHORIZER}`))]
    : [FAILURES, backends];
  const behavior = fc.oneof(...failures.map((each) => ({ weight: each.weight, arbitrary: fc.constant(each.behavior) })));
  const one = fc.constantFrom(...workloads).map((workload) => [workload]);
  const which = fc.oneof({ weight: 2, arbitrary: fc.constant(workloads) }, { weight: 1, arbitrary: one });
  return fc.tuple(behavior, which).map(([each, names]) => Object.fromEntries(names.map((name) => [name, each])));
}
