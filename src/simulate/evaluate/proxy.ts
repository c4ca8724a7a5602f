import type { Disposition } from '../dispositions';
import { writtenDown } from '../forwarded-for';
import { Fraction } from '../fraction';
import { Headers } from '../headers';
import type { Outcome } from '../outcome';
import { hostOf, type Protocol } from '../request';
import type { LostRoute, RespondStep, RouteStep, Step, VirtualHostStep } from '../steps';
import type { DirectResponse, ListenerTable, Picker, ProxyTables, Redirect, RouteEntry, VirtualHostTable } from '../tables';
import { findVirtualHost } from './connection/listener';
import type { Evaluation, Flow } from './evaluation';
import { type Admission, admit, type Refusal } from './filters/admit';
import { type CorsVerdict, judgeCors } from './filters/cors';
import { readModel } from './filters/model-router';
import { answeredBefore, drawn, forwardRequest, type Stepped } from './forward';
import { behind, delayed, ownAnswer, withShare } from './outcomes';
import { withOperations } from './route/headers';
import { compare } from './route/match';
import { normalizePath } from './route/normalize';
import { location } from './route/rewrite';
import { unknown } from './unknown';
import { ask, type Picked } from './upstream/pick';

/** What an Envoy makes of a request that one of its listeners took: its HTTP filters in their order, then its router. */
export function throughProxy(tables: ProxyTables, listener: ListenerTable, arriving: Flow, evaluation: Evaluation): readonly Outcome[] {
  const { router, unread = listener.unknown } = tables.extra ?? {};
  const first = normalized(tables, arriving, evaluation);
  if (unread !== undefined) {
    return [behind(unknown(unread, first.message), tables.proxy, [{ kind: 'listener', port: listener.port, listener }])];
  }
  const read = router && readModel(tables, router, first, evaluation);
  if (read?.status !== undefined) {
    const { outcome, steps } = respond(first, 'no-backend', { kind: 'respond', status: read.status, why: `the router by model ${read.step.why}` });
    return [behind(outcome, tables.proxy, [{ kind: 'listener', port: listener.port, listener }, read.step, ...steps])];
  }
  const before = read?.flow ?? first;
  const virtualHost = findVirtualHost(listener, hostOf(before.message.authority));
  const chosen = virtualHost && findRoute(virtualHost, before, evaluation.explains);
  if (chosen?.isOpen) {
    return [behind(unknown('address', first.message), tables.proxy, [{ kind: 'listener', port: listener.port, listener }])];
  }
  const admission = admit(tables, before, evaluation, chosen?.route !== undefined);
  // The route is chosen first, and once more when a token was verified (istio.io/istio pilot/pkg/networking/plugin/authn, `clearRouteCache`).
  const found = admission.flow.verified === undefined ? chosen : virtualHost && findRoute(virtualHost, admission.flow, evaluation.explains);
  const host = hostOf(before.message.authority);
  const steps: Step[] = [
    { kind: 'listener', port: listener.port, listener }, ...(read === undefined ? [] : [read.step]), ...admission.steps, hostStep(host, virtualHost, listener), ...(found === undefined ? [] : [found]),
  ];
  return filtered(tables, found?.route, admission, evaluation)
    .map((result) => behind(spoken(delayed(result.outcome, read?.time ?? 0), tables), tables.proxy, [...steps, ...result.steps]));
}

/** Whoever is silent for too long is given up (Envoy, `stream_idle_timeout`). */
function spoken(outcome: Outcome, { silence = Infinity }: ProxyTables): Outcome {
  if (outcome.headersTime <= silence) {
    return outcome;
  }
  const { received, tries, mirrors, unknownMirrors, probability } = outcome;
  const protocol: Protocol = outcome.grpc === undefined ? 'http1' : 'grpc';
  return { ...ownAnswer({ disposition: 'timeout', status: SILENT, time: silence, received, tries, protocol }), mirrors, unknownMirrors, probability };
}

const SILENT = 504;

function normalized({ proxy, topology }: ProxyTables, flow: Flow, { settings }: Evaluation): Flow {
  const { path, headers } = flow.message;
  const told = proxy.kind === 'gateway' ? withOrigin(flow, topology?.numTrustedProxies ?? 0) : headers;
  return { ...flow, message: { ...flow.message, path: normalizePath(path, settings.paths), headers: told } };
}

/** A gateway says where its callers come from, and how, whatever they say themselves; how, only where no trusted proxy has (Envoy, `use_remote_address`). */
function withOrigin({ message: { scheme, headers }, peer }: Flow, numTrustedProxies: number): Headers {
  const keepsScheme = numTrustedProxies > 0 && headers.has('x-forwarded-proto');
  return writtenDown(keepsScheme ? headers : headers.set('x-forwarded-proto', scheme), peer);
}

function hostStep(host: string, virtualHost: VirtualHostTable | undefined, { virtualHosts, whyNoHost }: ListenerTable): VirtualHostStep {
  if (virtualHost !== undefined) {
    return { kind: 'virtual-host', host, domain: virtualHost.domains[0] };
  }
  const known = virtualHosts.map(({ domains: [domain], routes: [route] }) => ({ text: `host: wants ${domain}, got ${host}`, origin: route?.origin }));
  return { kind: 'virtual-host', host, others: [...whyNoHost?.(host) ?? [], ...known] };
}

function findRoute({ routes }: VirtualHostTable, flow: Flow, explains: boolean): RouteStep {
  const lost: LostRoute[] = [];
  for (const route of routes) {
    const verdicts = compare(route.match, { message: flow.message, token: flow.verified });
    const last = verdicts[verdicts.length - 1];
    if (last.matches ? verdicts.some(({ isOpen }) => isOpen) : last.isOpen) {
      return { kind: 'route', verdicts, lost, isOpen: true };
    }
    if (last.matches) {
      return { kind: 'route', route, verdicts, lost };
    }
    if (explains) {
      lost.push({ route, verdict: last });
    }
  }
  // Whoever gets no answer is told why without asking.
  return explains ? { kind: 'route', verdicts: [], lost } : findRoute({ domains: [], routes }, flow, true);
}

/**
 * Policies come before faults, these before CORS, and the router is last (istio.io/istio pilot/pkg/networking/core/listener_builder.go).
 */
function filtered(tables: ProxyTables, route: RouteEntry | undefined, admission: Admission, evaluation: Evaluation): readonly Stepped[] {
  const { flow, time, refusal } = admission;
  const results = refusal === undefined ? picked(tables, route, flow, evaluation) : answeredBefore(tables, route, refused(flow, refusal));
  return results.map(({ outcome, steps }) => ({ outcome: delayed(outcome, time), steps }));
}

function refused(flow: Flow, { status, why, headers, unknown: cause }: Refusal): Stepped {
  const result = respond(flow, status === undefined ? 'unknown' : 'denied', { kind: 'respond', status, why }, headers);
  return status === undefined ? { ...result, outcome: { ...result.outcome, unknown: cause, isBroken: false } } : result;
}

/** Endpoint pickers are asked before the route changes anything, and about a pool only when it was drawn, where each has its own asked. */
function picked(tables: ProxyTables, route: RouteEntry | undefined, unmarked: Flow, evaluation: Evaluation): readonly Stepped[] {
  const flow = marked(tables, route, unmarked);
  const action = route?.action.kind === 'forward' ? route.action : undefined;
  const { pickers = [], clusters = [] } = action ?? {};
  if (action === undefined || clusters.length === 1 || !pickers.some(({ isOwn }) => isOwn)) {
    return asked(tables, route, pickers[0], flow, evaluation);
  }
  return drawn(action).flatMap(({ weighted, share, step }) => {
    const own = pickers.find(({ pool }) => pool === weighted.cluster.host);
    const results = asked(tables, route, own, { ...flow, drawn: weighted }, evaluation);
    return shared(results, share).map(({ outcome, steps }) => ({ outcome, steps: [step, ...steps] }));
  });
}

function asked(
  tables: ProxyTables,
  route: RouteEntry | undefined,
  picker: Picker | undefined,
  flow: Flow,
  evaluation: Evaluation,
): readonly Stepped[] {
  if (picker === undefined) {
    return faulted(tables, route, flow, evaluation);
  }
  const answer = ask(tables, picker, flow, evaluation);
  const results = answer.status === undefined && answer.unknown === undefined
    ? faulted(tables, route, { ...flow, picker: answer.picker }, evaluation)
    : answeredBefore(tables, route, notPicked(flow, answer), flow.drawn);
  return results.map(({ outcome, steps }) => ({ outcome, steps: [answer.step, ...steps] }));
}

function notPicked(flow: Flow, { status, why = '', unknown: cause }: Picked): Stepped {
  return cause === undefined
    ? respond(flow, 'no-backend', { kind: 'respond', status, why })
    : { outcome: unknown(cause, flow.message), steps: [] };
}

/** Headers that an EnvoyFilter gives the requests of a route, before anybody at the proxy asks a picker. */
function marked({ extra }: ProxyTables, route: RouteEntry | undefined, flow: Flow): Flow {
  const changes = route && extra?.marks.get(route.name);
  if (changes === undefined) {
    return flow;
  }
  const headers = changes.reduce((result, { name, value }) => result.set(name, value), flow.message.headers);
  return { ...flow, message: { ...flow.message, headers } };
}

function faulted(tables: ProxyTables, route: RouteEntry | undefined, flow: Flow, evaluation: Evaluation): readonly Stepped[] {
  const { delay, abort } = route?.fault ?? {};
  const share = Fraction.of(abort?.perMillion ?? 0, 1_000_000);
  const aborted = abort === undefined || share.isZero ? [] : answeredBefore(tables, route, abortedOne(route!, flow, abort, share));
  const passed = share.isOne ? [] : shared(cross(tables, route, flow, evaluation), share.rest);
  const all = [...aborted, ...passed];
  const late = Fraction.of(delay?.perMillion ?? 0, 1_000_000);
  if (delay === undefined || late.isZero) {
    return all;
  }
  const step: Step = { kind: 'fault', origin: route!.origin, share: late, delay: delay.millis };
  const slow = all.map(({ outcome, steps }) => ({ outcome: delayed(withShare(outcome, late), delay.millis), steps: [step, ...steps] }));
  return late.isOne ? slow : [...slow, ...shared(all, late.rest)];
}

function shared(results: readonly Stepped[], share: Fraction): readonly Stepped[] {
  return results.map((result) => ({ ...result, outcome: withShare(result.outcome, share) }));
}

function abortedOne(route: RouteEntry, flow: Flow, { status, grpc }: { readonly status?: number; readonly grpc?: number }, share: Fraction): Stepped {
  const { outcome } = respond(flow, 'responded', { kind: 'respond', status: status ?? 200, why: 'a fault' });
  return {
    outcome: withShare(grpc === undefined ? outcome : { ...outcome, grpc }, share),
    steps: [{ kind: 'fault', origin: route.origin, share, abort: status ?? grpc }],
  };
}

/** CORS: preflights are answered here, of routes that lead to backends alone (Envoy, `CorsFilter::decodeHeaders`). */
function cross(tables: ProxyTables, route: RouteEntry | undefined, flow: Flow, evaluation: Evaluation): readonly Stepped[] {
  const verdict = route?.cors && route.action.kind === 'forward' ? judgeCors(route.cors, flow.message) : undefined;
  if (verdict === undefined) {
    return routed(tables, route, flow, evaluation);
  }
  const step: Step = { kind: 'cors', origin: route!.origin, answers: verdict.answer !== undefined, allowed: verdict.allowed };
  const results = verdict.answer === undefined ? routed(tables, route, flow, evaluation) : [preflight(flow, verdict)];
  return results.map(({ outcome, steps }) => ({
    outcome: { ...outcome, headers: verdict.added.entries.reduce((headers, [name, value]) => headers.set(name, value), outcome.headers) },
    steps: [step, ...steps],
  }));
}

function preflight(flow: Flow, { answer }: CorsVerdict): Stepped {
  return respond(flow, 'responded', { kind: 'respond', status: answer!.status, why: 'a preflight' }, answer!.headers);
}

function routed(tables: ProxyTables, route: RouteEntry | undefined, flow: Flow, evaluation: Evaluation): readonly Stepped[] {
  switch (route?.action.kind) {
    case undefined: return [respond(flow, 'no-route', { kind: 'respond', status: 404, why: 'no route matches' })];
    case 'forward': return forwardRequest({ tables, route: route!, forward: route!.action, flow }, evaluation);
    default: return [direct(tables, route!, route!.action, flow)];
  }
}

/** A redirect, or a status that the route gives itself. */
function direct({ proxy }: ProxyTables, route: RouteEntry, action: Redirect | DirectResponse, flow: Flow): Stepped {
  const { status } = action;
  const headers = action.kind === 'redirect'
    ? Headers.of([['location', location(action, route.match.path, flow.message)]])
    : Headers.NONE;
  const why = action.kind === 'redirect' ? `to ${headers.get('location')}` : action.why ?? 'by the route itself';
  return respond(flow, 'responded', { kind: 'respond', origin: route.origin, status, why }, withOperations(headers, route.responseHeaders, proxy));
}

function respond({ message, received }: Flow, disposition: Disposition, step: RespondStep, headers?: Headers): Stepped {
  return { outcome: ownAnswer({ disposition, status: step.status, headers, received, protocol: message.protocol }), steps: [step] };
}
