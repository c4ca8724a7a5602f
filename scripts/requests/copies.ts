import type { CaseRequest } from '../../src/cli/cases/case';
import { behaviorsOf, requestsOf } from '../../src/cli/cases/requests-of-case';
import type { Outcome } from '../../src/simulate/outcome';
import type { Protocol } from '../../src/simulate/request';
import type { Simulator } from '../../src/simulate/simulator';

/** Who must receive a copy, so that the box waits for them; undefined: nobody may receive one. */
export function expectedCopies(simulator: Simulator, request: CaseRequest): readonly string[] | undefined {
  const outcomes = foreseen(simulator, request);
  if (!outcomes.some(({ mirrors }) => mirrors.length > 0)) {
    return undefined;
  }
  const [first, ...others] = outcomes.map(({ mirrors }) => mirrors.filter(({ share }) => share.isOne).map(({ workload }) => `${workload.namespace}/${workload.name}`));
  return first.filter((name) => others.every((names) => names.includes(name)));
}

/** What the simulator says to a request of a case. */
export function foreseen(simulator: Simulator, request: CaseRequest): readonly Outcome[] {
  const [asked] = requestsOf(request);
  const headers = asked.headers.has('user-agent') ? asked.headers : asked.headers.add('user-agent', USER_AGENTS[asked.protocol]);
  return simulator.answer({ ...asked, headers }, { behaviors: behaviorsOf(request.backends) });
}

/** What the caller of the box says of itself, where a case does not say so. */
const USER_AGENTS: Readonly<Record<Protocol, string>> = { http1: 'Go-http-client/1.1', http2: 'Go-http-client/2.0', grpc: 'Go-http-client/2.0' };
