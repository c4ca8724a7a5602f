import { whyNoEndpoints } from '../compile/missing';
import { Fraction } from '../fraction';
import type { Headers } from '../headers';
import { modelOf } from '../model';
import type { Outcome } from '../outcome';
import type { Reason } from '../reason';
import type { Message, Protocol } from '../request';
import type { HeadersStep, RewriteStep, Step } from '../steps';
import type { ClusterTable, Forward, HeaderOperations, Origin, ProxyTables, RouteEntry, WeightedCluster } from '../tables';
import { copiesOf, withCopies } from './copies';
import type { Evaluation, Flow } from './evaluation';
import { ownAnswer, withShare } from './outcomes';
import { changesAnything, withOperations } from './route/headers';
import { rewritePath } from './route/rewrite';
import { uncertainty } from './uncertain';
import { unknown } from './unknown';
import { overflow, takenShare } from './upstream/crowd';
import { rewriteModel, type Rewritten } from './upstream/pick';
import { tries } from './upstream/tries';

/** An outcome and what this proxy did for it. */
export interface Stepped {
  readonly outcome: Outcome;
  readonly steps: readonly Step[];
}

/** A request and the route that takes it. */
export interface Routed {
  readonly tables: ProxyTables;
  readonly route: RouteEntry;
  readonly forward: Forward;
  readonly flow: Flow;
}

/** One of the clusters of a route, and what is drawn for it. */
interface Drawn {
  readonly weighted: WeightedCluster;
  readonly share: Fraction;
  readonly step: Step;
}

/** The clusters of a route, by weight. */
export function drawn({ clusters }: Forward): readonly Drawn[] {
  const sum = clusters.reduce((total, { weight }) => total + weight, 0);
  return clusters.map((weighted) => {
    const share = Fraction.of(weighted.weight, sum);
    return { weighted, share, step: { kind: 'split', origin: weighted.origin, cluster: weighted.cluster, share, of: clusters.length } };
  });
}

/** Sends the request to one of the clusters of a route, by weight, unless that was drawn before. */
export function forwardRequest(routed: Routed, evaluation: Evaluation): readonly Stepped[] {
  const { forward, flow: { drawn: already, ...flow } } = routed;
  if (already !== undefined) {
    return toCluster({ ...routed, flow }, already, evaluation);
  }
  return drawn(forward).flatMap(({ weighted, share, step }) => (
    toCluster(routed, weighted, evaluation).map(({ outcome, steps }) => ({ outcome: withShare(outcome, share), steps: [step, ...steps] }))));
}

function toCluster(routed: Routed, weighted: WeightedCluster, evaluation: Evaluation): readonly Stepped[] {
  const { tables, forward } = routed;
  const cluster = evaluation.cluster(tables.proxy, weighted.cluster);
  if (cluster === undefined) {
    const reason = evaluation.whyNoCluster(tables, weighted.cluster);
    return [refused(routed, weighted, { failure: 'no-cluster', status: forward.missingStatus, reason })];
  }
  const to: Chosen = { ...routed, weighted, cluster, changed: change(routed, weighted, cluster) };
  if (cluster.unknown !== undefined) {
    return [{ outcome: unknown(cluster.unknown, to.changed.message), steps: to.changed.steps }];
  }
  const reason = whyNobody(to, evaluation);
  if (reason !== undefined) {
    return [{ ...refused(routed, weighted, { failure: 'no-endpoints', status: 503, reason }), steps: to.changed.steps }];
  }
  const cause = uncertainty(cluster, evaluation);
  return cause === undefined ? asCrowded(to, evaluation) : [{ outcome: unknown(cause, to.changed.message), steps: to.changed.steps }];
}

/** A request, and the cluster that was drawn for it. */
interface Chosen extends Routed {
  readonly weighted: WeightedCluster;
  readonly cluster: ClusterTable;
  readonly changed: Changed;
}

function whyNobody({ tables, route, cluster }: Chosen, evaluation: Evaluation): Reason | undefined {
  if (tables.proxy.kind !== 'gateway' && cluster.pool !== undefined && cluster.pool !== route.origin.object) {
    return { text: `in the mesh nobody gets from another host to ${cluster.pool.id}: its Service is headless, and proxies go to the address that was called` };
  }
  return cluster.endpoints.every((endpoint) => evaluation.isUnready(endpoint)) ? whyNoEndpoints(cluster) : undefined;
}

/** Of requests that come at once, the cluster takes a share, and the proxy refuses the rest. */
function asCrowded(to: Chosen, evaluation: Evaluation): readonly Stepped[] {
  const { cluster, changed, forward, flow } = to;
  const taken = evaluation.atOnce + evaluation.underWay(cluster) === 1 ? Fraction.ONE : takenShare(cluster, changed.message, evaluation);
  // Where weights share them out, how many come to one cluster is chance.
  if (taken === undefined || (!taken.isOne && forward.clusters.length > 1)) {
    return [{ outcome: unknown('at-once', changed.message), steps: changed.steps }];
  }
  const refusedOnes: readonly Stepped[] = taken.isOne ? [] : [{
    outcome: withShare(overflow(cluster, changed.message, flow.received), taken.rest),
    steps: [...changed.steps, { kind: 'try', number: 1, failure: 'overflow' }],
  }];
  const sent = taken.isZero ? [] : send(to, evaluation).map(({ outcome, steps }) => ({ outcome: withShare(outcome, taken), steps }));
  return [...sent, ...refusedOnes];
}

function send(to: Chosen, evaluation: Evaluation): readonly Stepped[] {
  const { tables, forward, flow, cluster, changed, weighted } = to;
  const copies = copiesOf(to, changed.message, evaluation);
  return rewritten(flow, changed.message).flatMap(({ message, share, rule }) => {
    const model = rule === undefined ? [] : rewriteStep('model', modelOf(flow.message.body)!, modelOf(message.body)!, rule.origin);
    return tries({ tables, forward, cluster, flow: { ...flow, message } }, evaluation).map(({ outcome, steps }) => ({
      outcome: withShare({ ...withCopies(outcome, copies), headers: answerHeaders(outcome, weighted, to) }, share),
      steps: [...changed.steps, ...copies.map(({ step }) => step), ...model, ...steps],
    }));
  });
}

/** What the picker that was asked makes of the body, whoever gets it. */
function rewritten({ picker }: Flow, message: Message): readonly Rewritten[] {
  return picker === undefined ? [{ message, share: Fraction.ONE }] : rewriteModel(picker, message);
}

/** What is set on answers is set on those of the proxy as well. */
function refused(routed: Routed, weighted: WeightedCluster, why: Pick<Outcome, 'failure' | 'status' | 'reason'>): Stepped {
  const { received, message } = routed.flow;
  const outcome = ownAnswer({ disposition: 'no-backend', ...why, received, protocol: message.protocol });
  return {
    outcome: { ...outcome, headers: answerHeaders(outcome, weighted, routed) },
    steps: [{ kind: 'try', number: 1, failure: why.failure }],
  };
}

/** What a filter answers before the router has the headers that the route gives answers, and those of the cluster that is drawn for it, or was. */
export function answeredBefore(
  tables: ProxyTables,
  route: RouteEntry | undefined,
  { outcome, steps }: Stepped,
  already?: WeightedCluster,
): readonly Stepped[] {
  if (route?.action.kind !== 'forward') {
    return [{ outcome, steps }];
  }
  const { proxy } = tables;
  if (already !== undefined) {
    return [{ outcome: { ...outcome, headers: answerHeaders(outcome, already, { route, tables }) }, steps }];
  }
  const { clusters } = route.action;
  if (!clusters.some(({ responseHeaders }) => changesAnything(responseHeaders))) {
    return [{ outcome: { ...outcome, headers: describedAfter(outcome, (headers) => withOperations(headers, route.responseHeaders, proxy)) }, steps }];
  }
  const sum = clusters.reduce((total, { weight }) => total + weight, 0);
  return clusters.map((weighted) => ({
    outcome: withShare({ ...outcome, headers: answerHeaders(outcome, weighted, { route, tables }) }, Fraction.of(weighted.weight, sum)),
    steps,
  }));
}

function answerHeaders(outcome: Outcome, weighted: WeightedCluster, { route, tables: { proxy } }: Pick<Routed, 'route' | 'tables'>): Headers {
  return describedAfter(outcome, (headers) => withOperations(withOperations(headers, weighted.responseHeaders, proxy), route.responseHeaders, proxy));
}

/** A proxy says of its own text what it is after a route has changed the headers, unless the route says it (Envoy, `prepareLocalReply`). */
function describedAfter({ headers, failure }: Outcome, operate: (headers: Headers) => Headers): Headers {
  const own = failure === undefined ? undefined : headers.first('content-type');
  const changed = operate(own === undefined ? headers : headers.remove('content-type'));
  return own === undefined || changed.has('content-type') ? changed : changed.add('content-type', own);
}

interface Changed {
  readonly message: Message;
  readonly steps: readonly Step[];
}

/** What route and cluster change in the request: first the cluster's headers, then the route's (Envoy, `finalizeRequestHeaders`). */
function change({ tables, route, forward, flow }: Routed, weighted: WeightedCluster, cluster: ClusterTable): Changed {
  const before = flow.message;
  const headers = withOperations(withOperations(before.headers, weighted.requestHeaders, tables.proxy), route.requestHeaders, tables.proxy);
  const authority = weighted.host ?? forward.host ?? before.authority;
  const path = forward.rewrite === undefined ? before.path : rewritePath(before.path, route.match.path, forward.rewrite);
  return {
    message: { ...before, headers, authority, path, protocol: protocolTo(tables, cluster, before.protocol), isDowngraded: spokenBy(tables, cluster) === 'http1' },
    steps: [
      ...headersStep('request', weighted.requestHeaders, weighted.origin),
      ...headersStep('request', route.requestHeaders, route.origin),
      ...rewriteStep('host', before.authority, authority, route.origin),
      ...rewriteStep('path', before.path, path, route.origin),
    ],
  };
}

/** Calls of gRPC stay what they are. */
export function protocolTo(tables: ProxyTables, cluster: ClusterTable, before: Protocol): Protocol {
  return before === 'grpc' ? before : spokenBy(tables, cluster) ?? before;
}

/** What the proxy itself speaks to the endpoints; undefined: what its caller does. */
function spokenBy({ proxy }: ProxyTables, { protocol }: ClusterTable): 'http1' | 'http2' | undefined {
  const ofGateway = { http1: 'http1', http2: 'http2', callers: undefined, detected: 'http1', upgraded: 'http2' } as const;
  return proxy.kind === 'gateway' || ['http1', 'http2'].includes(protocol) ? ofGateway[protocol] : undefined;
}

function headersStep(of: HeadersStep['of'], operations: HeaderOperations, origin: Origin): readonly HeadersStep[] {
  return changesAnything(operations) ? [{ kind: 'headers', of, origin, removed: operations.remove, set: operations.change }] : [];
}

function rewriteStep(field: RewriteStep['field'], before: string, after: string, origin: Origin): readonly RewriteStep[] {
  return before === after ? [] : [{ kind: 'rewrite', field, origin, before, after }];
}
