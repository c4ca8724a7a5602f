import { arrive } from './arrive';
import { whyNoEndpoints } from '../../compile/missing';
import type { Mesh } from '../../mesh';
import type { Outcome } from '../../outcome';
import type { Behaviors } from '../../request';
import type { Step } from '../../steps';
import type { ClusterKey, Proxy, ProxyTables } from '../../tables';
import type { Evaluation, Flow } from '../evaluation';
import { authorize, refusalOf } from '../filters/admit';
import { behind, ownAnswer, withShare } from '../outcomes';
import { throughProxy } from '../proxy';
import { unknown } from '../unknown';
import { connectionShare } from '../upstream/crowd';
import { choices } from '../upstream/endpoints';

/** What is needed to send on what nobody reads. */
export interface Wires {
  readonly mesh: Mesh;
  readonly evaluation: Evaluation;
  readonly behaviors: Behaviors;
}

/** A connection that nobody reads. */
export interface Connecting {
  /** Unset: nobody stands between. */
  readonly from: Proxy | undefined;
  /** Of the caller. */
  readonly namespace: string;
  readonly key: ClusterKey;
}

/** Connections go to the pods of a Service in turn, and nobody reads what they carry. */
export function connect(wires: Wires, { from, namespace, key }: Connecting, flow: Flow, steps: readonly Step[] = []): readonly Outcome[] {
  const { mesh, evaluation, behaviors } = wires;
  const { message: { protocol } } = flow;
  const reader = from ?? { namespace };
  const cluster = evaluation.cluster(reader, key);
  if (cluster?.unknown !== undefined) {
    return [unknown(cluster.unknown, flow.message)];
  }
  const ready = cluster?.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint)) ?? [];
  const seen = (outcome: Outcome) => (from === undefined ? outcome : behind(outcome, from, steps));
  if (ready.length === 0) {
    const reason = cluster === undefined ? mesh.whyNoCluster(reader, key) : whyNoEndpoints(cluster);
    return [seen(ownAnswer({ disposition: 'no-backend', failure: 'no-endpoints', reason, received: {}, protocol }))];
  }
  const taken = connectionShare(cluster!, from, evaluation);
  if (taken === undefined) {
    return [unknown('at-once', flow.message)];
  }
  const closed = ownAnswer({ disposition: 'reset', failure: 'overflow', received: {}, protocol });
  const rest = taken.isOne ? [] : [withShare(seen(closed), taken.rest)];
  const sent = taken.isZero ? [] : choices(ready).flatMap(({ endpoint, share }) => (
    arrive(mesh, { from, cluster, endpoint, flow, evaluation, behaviors, isUnread: true })
      .map((outcome) => withShare(withShare(steps.length === 0 ? outcome : seen(outcome), share), taken))));
  return [...rest, ...sent];
}

/** What a waypoint makes of what is sent to a port of a Service: of TCP it knows who calls, and nothing else. */
export function throughWaypoint(wires: Wires, waypoint: ProxyTables, key: ClusterKey, flow: Flow): readonly Outcome[] {
  if (waypoint.unknown !== undefined) {
    return [behind(unknown(waypoint.unknown, flow.message), waypoint.proxy, [])];
  }
  if (waypoint.refusal !== undefined) {
    const { message: { protocol } } = flow;
    return [behind(ownAnswer({ disposition: 'no-backend', failure: 'no-endpoints', reason: waypoint.refusal, received: {}, protocol }), waypoint.proxy, [])];
  }
  if (waypoint.readsHttp) {
    return throughProxy(waypoint, waypoint.listeners[0], flow, wires.evaluation);
  }
  const { proxy } = waypoint;
  const authorized = authorize(waypoint, flow, wires.evaluation);
  const steps: readonly Step[] = [{ kind: 'listener', port: key.port }, ...(authorized === undefined ? [] : [authorized])];
  const refusal = authorized && refusalOf(authorized);
  if (refusal === undefined) {
    return connect(wires, { from: proxy, namespace: proxy.namespace, key }, flow, steps);
  }
  return [behind(refusal.status === undefined
    ? unknown(refusal.unknown!, flow.message)
    : ownAnswer({ disposition: 'denied', failure: 'reset', received: {}, protocol: flow.message.protocol }), proxy, steps)];
}
