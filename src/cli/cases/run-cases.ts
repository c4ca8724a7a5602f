import type { CaseRequest, Expect, NamedCase } from './case';
import { differences } from './judge';
import { behaviorsOf, requestsOf } from './requests-of-case';
import { settingsOfCase } from './settings-of-case';
import { type ReadText, worldOfCase } from './world-of-case';
import { Simulator } from '../../simulate/simulator';

/** How a request of a case was answered offline. */
export interface CaseResult {
  readonly case: string;
  /** Its name, or its number in the case. */
  readonly request: string;
  /** `unsupported`: something was asked that the simulator does not answer. */
  readonly result: 'agreed' | 'disagreed' | 'unsupported';
  /** What is different, or not supported. */
  readonly why: readonly string[];
  /** Whether the answer, or a share of it, is that it is not known. */
  readonly isUnknown: boolean;
  /** What of the semantics the case shows. */
  readonly covers: readonly string[];
}

/** What a case may expect or ask that no simulation of a single request shows. */
const UNSUPPORTED: readonly (readonly [string, (request: CaseRequest) => boolean])[] = [
  ...['models', 'overflow', 'replicas'].map((field) => (
    [`expect.${field}`, ({ expect }: CaseRequest) => (expect as Expect & Record<string, unknown>)[field] !== undefined] as const)),
  ['expect.upstream.model', ({ expect }) => (expect.upstream as Record<string, unknown> | undefined)?.model !== undefined],
  ['send.concurrency', ({ send }) => send.concurrency !== undefined],
  ['send.background', ({ send }) => send.background === true],
];

/** Answers every request of a case. */
export function runCase(named: NamedCase, readText: ReadText): readonly CaseResult[] {
  const { requests = [], backends, known, covers = [] } = named.case;
  if (requests.length === 0) {
    return [];
  }
  const simulator = new Simulator(worldOfCase(named, readText), settingsOfCase(named));
  return requests.map((request, index) => {
    const unsupported = UNSUPPORTED.filter(([, isAsked]) => isAsked(request)).map(([what]) => what);
    const behaviors = behaviorsOf(backends, request.backends);
    const answers = unsupported.length > 0 ? [] : requestsOf(request).map((each) => simulator.answer(each, { behaviors }));
    const wrong = unsupported.length > 0 ? unsupported : answers.flatMap((outcomes) => differences(request.expect, request, outcomes));
    return {
      case: named.name,
      request: request.name ?? `${index + 1}`,
      result: unsupported.length > 0 ? 'unsupported' : verdict(wrong, known !== undefined),
      why: wrong,
      isUnknown: answers.flat().some(({ unknown }) => unknown !== undefined),
      covers,
    };
  });
}

/** What is known to be otherwise in the box has to be otherwise here. */
function verdict(wrong: readonly string[], isKnown: boolean): CaseResult['result'] {
  return (wrong.length === 0) === isKnown ? 'disagreed' : 'agreed';
}
