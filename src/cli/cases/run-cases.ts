import type { Case, CaseRequest, NamedCase, Send } from './case';
import { differences } from './judge';
import { behaviorsOf, confined, requestsOf } from './requests-of-case';
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
  /** `unknown`: for one of the causes that are listed. */
  readonly result: 'agreed' | 'unknown' | 'disagreed';
  /** What is different. */
  readonly why: readonly string[];
  /** Why the answer, or a share of it, is not known. */
  readonly unknown: readonly UnknownCause[];
  /** What of the semantics the case shows. */
  readonly covers: readonly string[];
}

/** What requests of a case leave behind for those after them. */
interface Past {
  /** How often each workload failed. */
  readonly failures: Record<string, number>;
  /** Requests in the background, until one is sent in the foreground. */
  underWay: readonly UnderWay[];
}

interface UnderWay {
  readonly send: Send;
  readonly answers: readonly Outcome[];
}

/** Answers every request of a case. */
export function runCase(named: NamedCase, readText: ReadText): readonly CaseResult[] {
  const { requests = [], known } = named.case;
  if (requests.length === 0) {
    return [];
  }
  const simulator = new Simulator(worldOfCase(named, readText), settingsOfCase(named));
  const past: Past = { failures: {}, underWay: [] };
  const results = requests.map((request, index) => runRequest(simulator, named.case, request, past, { case: named.name, request: request.name ?? `${index + 1}` }));
  return known === undefined ? results : asKnown(results);
}

function runRequest(simulator: Simulator, { backends, speaks, covers = [] }: Case, request: CaseRequest, past: Past, name: Pick<CaseResult, 'case' | 'request'>): CaseResult {
  const { failures, underWay } = past;
  const { send } = request;
  const behaviors = confined(behaviorsOf(backends, request.backends), speaks);
  const failing = Object.entries(behaviors).filter(([, behavior]) => isFailure(behavior)).map(([workload]) => workload);
  const { times = 1 } = send;
  const others = Object.fromEntries(failing.map((workload) => [workload, (failures[workload] ?? 0) + times - 1]));
  const options = { behaviors, failures: { ...failures, ...others }, atOnce: send.concurrency, underWay: openAt(underWay, send) };
  const answers = requestsOf(request).map((each) => simulator.answer(each, options));
  failing.forEach((workload) => {
    failures[workload] = (failures[workload] ?? 0) + times * arrivals(answers.flat(), workload);
  });
  // What is under way and nobody knows how it ends is in the way of this one, too.
  const unknown = [...new Set([...answers.flat(), ...underWay.flatMap((other) => other.answers)].flatMap(causes))];
  past.underWay = send.background ? [...underWay, { send, answers: answers.flat() }] : [];
  const why = [
    ...answers.flatMap((outcomes) => differences(request.expect, request, outcomes)),
    ...(unknown.length > 0 ? [] : notOvertaken(request, underWay, answers.flat())),
  ];
  return { ...name, result: verdict(why, unknown.length > 0), why, unknown, covers };
}

function causes({ unknown, unknownMirrors }: Outcome): readonly UnknownCause[] {
  return [...(unknown === undefined ? [] : [unknown]), ...unknownMirrors.map((each) => each.unknown)];
}

/** On how many requests of the same caller each workload is working. */
function openAt(underWay: readonly UnderWay[], { source, gateway }: Send): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { send, answers } of underWay.filter((other) => other.send.source === source && other.send.gateway === gateway)) {
    for (const { upstream, probability } of answers) {
      const name = upstream && `${upstream.workload.namespace}/${upstream.workload.name}`;
      if (name !== undefined) {
        counts[name] = (counts[name] ?? 0) + probability.toNumber() * (send.concurrency ?? 1);
      }
    }
  }
  return counts;
}

/** Those under way are overtaken that take longer, however both end. */
function notOvertaken({ expect: { overtakes } }: CaseRequest, underWay: readonly UnderWay[], own: readonly Outcome[]): readonly string[] {
  const latest = Math.max(...own.map(({ time }) => time));
  const later = underWay.filter(({ answers }) => answers.every(({ time }) => time > latest));
  const overtaken = later.reduce((sum, { send: { times = 1 } }) => sum + times, 0);
  return overtakes === undefined || overtaken >= overtakes ? [] : [`overtakes: want at least ${overtakes}, got ${overtaken}`];
}

/** How often a workload receives a request, at most. */
function arrivals(outcomes: readonly Outcome[], name: string): number {
  return Math.max(0, ...outcomes.flatMap(({ received }) => Object.entries(received)
    .flatMap(([workload, count]) => (workload === name || workload.endsWith(`/${name}`) ? [count] : []))));
}

function verdict(wrong: readonly string[], isUnknown: boolean): CaseResult['result'] {
  return wrong.length > 0 ? 'disagreed' : isUnknown ? 'unknown' : 'agreed';
}

/** What a case expects of which it is known that it is otherwise: some of it has to be otherwise here, as in the box. */
function asKnown(results: readonly CaseResult[]): readonly CaseResult[] {
  const result = results.some((each) => each.result === 'disagreed') ? 'agreed' : 'disagreed';
  return results.map((each) => ({ ...each, result }));
}
