import type { CaseRequest, Expect, ExpectedResponse } from './case';
import { parseDuration } from '../../manifest/duration';
import { Fraction } from '../../simulate/fraction';
import type { Headers } from '../../simulate/headers';
import { modelOf } from '../../simulate/model';
import type { Outcome } from '../../simulate/outcome';

/** What the box cannot tell apart: it waits for real (conformance/internal/judge). */
const TIME_SHARE = 0.15;
const TIME_SLACK = 400;
const TIME_EARLY = 50;

/** Differences of decimal numbers that nobody wrote. */
const TINY = 1e-9;

const NONE = 'none';

/** How an answer differs from what a case expects, field by field, as far as it is known; empty: they agree. */
export function differences(expect: Expect, { send: { times = 1 } }: CaseRequest, outcomes: readonly Outcome[]): readonly string[] {
  const names = knownNames(expect);
  const known = outcomes.filter(({ probability, unknown }) => !probability.isZero && unknown === undefined);
  const each = known.flatMap((outcome) => ofOutcome(expect, outcome, answerer(outcome, names)));
  const isKnown = outcomes.every(({ unknown, unknownMirrors }) => unknown === undefined && unknownMirrors.length === 0);
  return [...new Set([...each, ...(isKnown ? ofAll(expect, outcomes, names, times) : [])])];
}

/** The workload that answers, as the case names it. */
function answerer({ upstream }: Outcome, names: ReadonlySet<string>): string {
  if (upstream === undefined) {
    return NONE;
  }
  const { namespace, name } = upstream.workload;
  return names.has(`${namespace}/${name}`) ? `${namespace}/${name}` : name;
}

function knownNames({ backend, split, counts, responses, status, received, mirrors }: Expect): ReadonlySet<string> {
  const keys = [split, counts, responses, received, typeof status === 'number' ? undefined : status].flatMap((each) => Object.keys(each ?? {}));
  const copies = Array.isArray(mirrors) ? mirrors : Object.keys(mirrors ?? {});
  return new Set([...keys, ...copies as string[], ...(backend === undefined ? [] : [backend])]);
}

function ofOutcome(expect: Expect, outcome: Outcome, backend: string): readonly string[] {
  const { status, upstream, response, responses = {} } = expect;
  const asked = expect.models === undefined ? backend : modelOf(outcome.upstream?.message.body) ?? backend;
  if (expect.reset) {
    return unless(outcome.isBroken && outcome.status === undefined, `want a broken connection, got ${outcome.status}`);
  }
  return [
    ...unless(expect.chunks !== undefined || expect.resets !== undefined || !outcome.isBroken, `no complete answer: ${outcome.disposition}`),
    ...equal('status', typeof status === 'object' ? status[asked] : status, outcome.status),
    ...equal('backend', expect.backend, backend),
    ...equal('tries', expect.tries, outcome.tries),
    ...equal('events', expect.chunks, outcome.chunks),
    ...equal('gRPC status', expect.grpc, outcome.grpc),
    ...timed(expect, outcome),
    ...(upstream === undefined ? [] : receivedAs(upstream, outcome)),
    ...consulted(expect.authorizers, outcome),
    ...tried(expect.dryRun, outcome),
    ...headers('response header', response, outcome.headers),
    ...headers('response header', responses[backend], outcome.headers),
  ];
}

/** Exactly these servers are asked. */
function consulted(want: Expect['authorizers'], { hops }: Outcome): readonly string[] {
  const got = hops.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'ask' && step.authorizer !== undefined ? [step.authorizer.name] : []));
  return want === undefined ? [] : equal('authorizers', [...want].sort().join(', '), [...new Set(got)].sort().join(', '));
}

/** All policies on trial together: either somebody allows, or somebody refuses. */
function tried(want: Expect['dryRun'], { hops }: Outcome): readonly string[] {
  const got = hops.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'authorize' ? step.trials : []));
  return equal('dry run', want, [...new Set(got)].join(' and '));
}

function receivedAs(want: NonNullable<Expect['upstream']>, { upstream }: Outcome): readonly string[] {
  if (upstream === undefined) {
    return ['upstream: no backend answers'];
  }
  const { message, caller } = upstream;
  return [
    ...equal('upstream path', want.path, message.path),
    ...equal('upstream host', want.host, message.authority),
    ...equal('upstream caller', want.caller, caller === undefined ? NONE : `${caller.namespace}/${caller.name}`),
    ...equal('upstream model', want.model, modelOf(message.body)),
    ...equal('upstream protocol', want.protocol, message.protocol === 'grpc' ? (message.isDowngraded ? 'http1' : 'http2') : message.protocol),
    ...headers('upstream header', want, message.headers),
  ];
}

function headers(what: string, want: ExpectedResponse | undefined, got: Headers): readonly string[] {
  const { headers: wanted = {}, absent = [] } = want ?? {};
  return [
    ...Object.entries(wanted).flatMap(([name, value]) => equal(`${what} ${name}`, value, got.first(name) ?? '')),
    ...absent.flatMap((name) => equal(`${what} ${name}`, '', got.first(name) ?? '')),
  ];
}

function timed({ time, within }: Expect, { time: got }: Outcome): readonly string[] {
  const want = parseDuration(time);
  const most = parseDuration(within) ?? Infinity;
  const isRight = want === undefined || (got >= want - TIME_EARLY && got <= want * (1 + TIME_SHARE) + TIME_SLACK);
  return unless(isRight && got <= most, `time: want ${time ?? within}, got ${got}ms`);
}

/** What only all outcomes together show. */
function ofAll(expect: Expect, outcomes: readonly Outcome[], names: ReadonlySet<string>, times: number): string[] {
  const { split, counts, statuses, resets, received: wanted, mirrors, models } = expect;
  const byBackend = shares(outcomes.map((outcome) => [answerer(outcome, names), outcome.probability]));
  return [
    ...sharesDiffer('split', split, byBackend, 1),
    ...equal('replicas', expect.replicas, replicasOf(outcomes)),
    ...sharesDiffer('overflow', expect.overflow === undefined ? undefined : { refused: expect.overflow }, shares(outcomes
      .filter(({ failure }) => failure === 'overflow').map(({ probability }) => ['refused', probability])), times),
    ...sharesDiffer('models', models, shares(outcomes.map(({ upstream, probability }) => [modelOf(upstream?.message.body) ?? NONE, probability])), 1),
    ...sharesDiffer('counts', counts, byBackend, times),
    ...sharesDiffer('statuses', statuses, shares(outcomes.map(({ status, probability }) => [String(status), probability])), times),
    ...(resets === undefined ? [] : sharesDiffer('resets', { broken: resets }, shares(outcomes.filter(({ isBroken }) => isBroken)
      .map(({ probability }) => ['broken', probability])), times)),
    ...(wanted === undefined ? [] : arrivalsDiffer(wanted, outcomes, names, times)),
    ...(mirrors === undefined ? [] : copiesDiffer(mirrors, outcomes, names)),
  ];
}

/** How many replicas answer sooner or later. */
function replicasOf(outcomes: readonly Outcome[]): number {
  const receipts = outcomes.flatMap(({ upstream }) => upstream ?? []);
  const byWorkload = new Map(receipts.map(({ workload: { namespace, name }, replicas = 1 }) => [`${namespace}/${name}`, replicas]));
  return receipts.some(({ isSticky }) => isSticky) ? 1 : [...byWorkload.values()].reduce((sum, each) => sum + each, 0);
}

type Numbers = Readonly<Record<string, number>>;

/** Who receives how much, copies included. */
function arrivalsDiffer(want: Numbers, outcomes: readonly Outcome[], names: ReadonlySet<string>, times: number): string[] {
  const arrivals = outcomes.flatMap(({ received: counted, mirrors, probability }) => [
    ...Object.entries(counted).map(([name, count]) => [short(name, names), probability.times(Fraction.of(count))] as const),
    ...mirrors.map(({ workload, share }) => [short(`${workload.namespace}/${workload.name}`, names), share.times(probability)] as const),
  ]);
  const got = shares(arrivals);
  return Object.entries(want).flatMap(([name, count]) => (
    sharesDiffer('received', { [name]: count }, new Map([[name, got.get(name) ?? Fraction.ZERO]]), times)));
}

function copiesDiffer(want: readonly string[] | Numbers, outcomes: readonly Outcome[], names: ReadonlySet<string>): string[] {
  const wanted = Array.isArray(want) ? Object.fromEntries(want.map((name: string) => [name, 1])) : want as Numbers;
  const copies = outcomes.flatMap(({ mirrors, probability }) => mirrors.map(({ workload, share }) => (
    [short(`${workload.namespace}/${workload.name}`, names), share.times(probability)] as const)));
  return sharesDiffer('mirrors', wanted, shares(copies), 1);
}

function short(name: string, names: ReadonlySet<string>): string {
  return names.has(name) ? name : name.split('/')[1];
}

function shares(entries: readonly (readonly [string, Fraction])[]): ReadonlyMap<string, Fraction> {
  const sums = new Map<string, Fraction>();
  entries.forEach(([name, share]) => sums.set(name, (sums.get(name) ?? Fraction.ZERO).plus(share)));
  return sums;
}

function sharesDiffer(what: string, want: Numbers | undefined, got: ReadonlyMap<string, Fraction>, times: number): string[] {
  if (want === undefined) {
    return [];
  }
  const names = new Set([...Object.keys(want), ...got.keys()]);
  return [...names].flatMap((name) => {
    const share = got.get(name) ?? Fraction.ZERO;
    const wanted = want[name] ?? 0;
    const isEqual = Math.abs(wanted - share.toNumber() * times) < TINY;
    return unless(isEqual, `${what} ${name}: want ${wanted}, got ${share}${times > 1 ? ` of ${times}` : ''}`);
  });
}

function equal<T>(what: string, want: T | undefined, got: T | undefined): readonly string[] {
  return unless(want === undefined || want === got, `${what}: want ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
}

function unless(holds: boolean, complaint: string): string[] {
  return holds ? [] : [complaint];
}
