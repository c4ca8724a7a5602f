import type { MeshRequest } from './mesh-request';
import { name as nameOf } from '../simulate/explain/steps';
import type { Outcome } from '../simulate/outcome';
import { percent } from '../simulate/percent';
import { usualMethod } from '../simulate/request';

/** What can be said of a request, and how it is told. */
export interface Claim {
  readonly said: string;
  /** What is told instead where the opposite was expected. */
  readonly opposite: string;
  /** The share of what ends so. */
  readonly got: number;
  readonly holds: boolean;
}

const EXACTLY_ENOUGH = 1e-9;

/** A workload answers, with this share of the requests. */
export function reachesClaim(backend: string, share: number, outcomes: readonly Outcome[]): Claim {
  const got = shareOf(outcomes, ({ upstream }) => upstream !== undefined && nameOf(upstream.workload) === backend);
  const said = share === 1 ? `always to reach ${backend}` : `to reach ${backend} with ${percent(share)}`;
  const opposite = share === 1 ? `not ${said}` : `to reach ${backend} with another share than ${percent(share)}`;
  return { said, opposite, got, holds: Math.abs(got - share) < EXACTLY_ENOUGH };
}

/** A workload receives neither the request nor a copy of it. */
export function neverReachesClaim(backend: string, outcomes: readonly Outcome[]): Claim {
  const got = outcomes.reduce((sum, outcome) => sum + outcome.probability.toNumber() * receivedBy(backend, outcome), 0);
  return { said: `never to reach ${backend}`, opposite: `to reach ${backend} at times`, got, holds: got === 0 };
}

/** How probably a workload sees it: copies of one share are independent of who answers. */
function receivedBy(backend: string, { received, mirrors }: Outcome): number {
  const copied = mirrors.filter(({ workload }) => nameOf(workload) === backend).reduce((sum, { share }) => sum + share.toNumber(), 0);
  return (received[backend] ?? 0) > 0 ? 1 : Math.min(1, copied);
}

/** All of them are refused. */
export function deniedClaim(outcomes: readonly Outcome[]): Claim {
  const got = shareOf(outcomes, ({ disposition }) => disposition === 'denied');
  return { said: 'to be denied, by a policy, for want of a token, or by an authorization server', opposite: 'not always to be denied', got, holds: Math.abs(got - 1) < EXACTLY_ENOUGH };
}

/** `GET http://… from ml/caller` */
export function requestText({ protocol, body, method = usualMethod(protocol, body), url, source }: MeshRequest): string {
  return `${method} ${url} from ${source ?? 'outside'}`;
}

function shareOf(outcomes: readonly Outcome[], isMeant: (outcome: Outcome) => boolean): number {
  return outcomes.filter(isMeant).reduce((sum, { probability }) => sum + probability.toNumber(), 0);
}
