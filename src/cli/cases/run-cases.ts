import type { CaseRequest, NamedCase } from './case';
import { differences } from './judge';
import { behaviorsOf, requestsOf } from './requests-of-case';
import { settingsOfCase } from './settings-of-case';
import { type ReadText, worldOfCase } from './world-of-case';
import { isFailure } from '../../simulate/evaluate/uncertain';
import type { Outcome } from '../../simulate/outcome';
import { Simulator } from '../../simulate/simulator';
import type { UnknownCause } from '../../simulate/unknown';

/** How a request of a case was answered offline. */
export interface CaseResult {
  readonly case: string;
  /** Its name, or its number in the case. */
  readonly request: string;
  /** `unknown`: for one of the causes that are listed; `unsupported`: something was asked that the simulator does not answer. */
  readonly result: 'agreed' | 'unknown' | 'disagreed' | 'unsupported';
  /** What is different, or not supported. */
  readonly why: readonly string[];
  /** Why the answer, or a share of it, is not known. */
  readonly unknown: readonly UnknownCause[];
  /** What of the semantics the case shows. */
  readonly covers: readonly string[];
}

/** What a case may expect or ask that no simulation of a single request shows. */
const UNSUPPORTED: readonly (readonly [string, (request: CaseRequest) => boolean])[] = [
  ['backends.model', ({ backends = {} }) => Object.values(backends).some(({ model }) => model !== undefined)],
  ['send.background', ({ send }) => send.background === true],
];

/** Answers every request of a case. */
export function runCase(named: NamedCase, readText: ReadText): readonly CaseResult[] {
  const { requests = [], backends, known, covers = [] } = named.case;
  if (requests.length === 0) {
    return [];
  }
  const simulator = new Simulator(worldOfCase(named, readText), settingsOfCase(named));
  const failures: Record<string, number> = {};
  return requests.map((request, index) => {
    const unsupported = UNSUPPORTED.filter(([, isAsked]) => isAsked(request)).map(([what]) => what);
    const behaviors = behaviorsOf(backends, request.backends);
    const failing = Object.entries(behaviors).filter(([, behavior]) => isFailure(behavior)).map(([name]) => name);
    const { times = 1 } = request.send;
    const others = Object.fromEntries(failing.map((name) => [name, (failures[name] ?? 0) + times - 1]));
    const options = { behaviors, failures: { ...failures, ...others }, atOnce: request.send.concurrency };
    const answers = unsupported.length > 0 ? [] : requestsOf(request).map((each) => simulator.answer(each, options));
    failing.forEach((name) => {
      failures[name] = (failures[name] ?? 0) + times * arrivals(answers.flat(), name);
    });
    const unknown = [...new Set(answers.flat().flatMap((outcome) => outcome.unknown ?? []))];
    const wrong = unsupported.length > 0 ? unsupported : answers.flatMap((outcomes) => differences(request.expect, request, outcomes));
    return {
      case: named.name,
      request: request.name ?? `${index + 1}`,
      result: unsupported.length > 0 ? 'unsupported' : verdict(wrong, unknown.length > 0, known !== undefined),
      why: wrong,
      unknown,
      covers,
    };
  });
}

/** How often a workload receives a request, at most. */
function arrivals(outcomes: readonly Outcome[], name: string): number {
  return Math.max(0, ...outcomes.flatMap(({ received }) => Object.entries(received)
    .flatMap(([workload, count]) => (workload === name || workload.endsWith(`/${name}`) ? [count] : []))));
}

/** What is known to be otherwise in the box has to be otherwise here. */
function verdict(wrong: readonly string[], isUnknown: boolean, isKnown: boolean): CaseResult['result'] {
  if (wrong.length === 0 && isUnknown) {
    return 'unknown';
  }
  return (wrong.length === 0) === isKnown ? 'disagreed' : 'agreed';
}
