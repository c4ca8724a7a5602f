import { whyNoEndpoints } from '../compile/missing';
import { writtenDown } from '../forwarded-for';
import { Fraction } from '../fraction';
import type { MirrorShare, Outcome, UnknownMirror } from '../outcome';
import type { Reason } from '../reason';
import type { Message } from '../request';
import type { MirrorStep } from '../steps';
import type { ClusterTable, Mirror, ProxyTables } from '../tables';
import type { UnknownCause } from '../unknown';
import type { Evaluation, Flow } from './evaluation';
import { A_PROXY } from './filters/addresses';
import { protocolTo, type Routed } from './forward';
import { uncertainty } from './uncertain';
import { choices } from './upstream/endpoints';

/** The copies of a route that are for one backend. */
export interface Copies {
  readonly step: MirrorStep;
  readonly shares: readonly MirrorShare[];
  /** The part of which it is not known who receives it. */
  readonly unknown: Fraction;
}

/** What becomes of the copies of a request. */
export function copiesOf({ tables, forward, flow }: Routed, message: Message, evaluation: Evaluation): readonly Copies[] {
  return forward.mirrors.map((mirror) => {
    const { cluster, perMillion, origin } = mirror;
    const share = Fraction.of(perMillion, 1_000_000);
    const sent = share.isZero ? NOTHING : sentTo({ tables, mirror, flow, message }, evaluation);
    const step: MirrorStep = { kind: 'mirror', origin, cluster, share, lost: sent.lost, unknown: sent.cause };
    return { step, shares: sent.shares.map((each) => ({ ...each, share: each.share.times(share) })), unknown: sent.unknown.times(share) };
  });
}

/** An outcome, and the copies that were made of the request. */
export function withCopies(outcome: Outcome, copies: readonly Copies[]): Outcome {
  const unknown = copies.filter((each) => !each.unknown.isZero)
    .map(({ step, unknown: share }): UnknownMirror => ({ cluster: step.cluster, share, unknown: step.unknown! }));
  return {
    ...outcome,
    mirrors: [...copies.flatMap(({ shares }) => shares), ...outcome.mirrors],
    unknownMirrors: [...unknown, ...outcome.unknownMirrors],
  };
}

/** What becomes of all copies that are sent to one cluster. */
interface Sent {
  readonly shares: readonly MirrorShare[];
  readonly unknown: Fraction;
  readonly cause?: UnknownCause;
  readonly lost?: Reason;
}

const NOTHING: Sent = { shares: [], unknown: Fraction.ZERO };

interface Copying extends Pick<Routed, 'tables' | 'flow'> {
  readonly mirror: Mirror;
  readonly message: Message;
}

function sentTo({ tables, mirror, flow, message }: Copying, evaluation: Evaluation): Sent {
  const cluster = evaluation.cluster(tables.proxy, mirror.cluster);
  if (cluster === undefined) {
    return { ...NOTHING, lost: evaluation.whyNoCluster(tables, mirror.cluster) };
  }
  const ready = cluster.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint));
  const cause = cluster.unknown ?? (ready.length === 0 ? undefined : uncertainty(cluster, evaluation));
  if (cause !== undefined) {
    return { ...NOTHING, unknown: Fraction.ONE, cause };
  }
  // A copy says that it comes from the proxy (Envoy, `AsyncStreamImpl::sendHeaders`): a sidecar has the address of its pod.
  const headers = writtenDown(message.headers, tables.proxy.kind === 'sidecar' ? flow.peer : A_PROXY);
  const copy: Flow = { ...flow, message: { ...message, headers, protocol: protocolTo(tables, cluster, message.protocol) }, received: {} };
  return ready.length === 0 ? { ...NOTHING, lost: whyNoEndpoints(cluster) } : received(tables, cluster, copy, evaluation);
}

/** Who receives a copy, which says nowhere that it is one (istiod, `DISABLE_SHADOW_HOST_SUFFIX`), if nobody on its way refuses it. */
function received(tables: ProxyTables, cluster: ClusterTable, flow: Flow, evaluation: Evaluation): Sent {
  const ready = cluster.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint));
  const ends = choices(ready).flatMap(({ endpoint, share }) => (
    evaluation.send(tables, cluster, endpoint, flow).map((outcome) => ({ endpoint, outcome, share: share.times(outcome.probability) }))));
  const taken = ends.filter(({ outcome }) => Object.keys(outcome.received).length > 0);
  const open = ends.filter((each) => !taken.includes(each) && each.outcome.unknown !== undefined);
  const lost = ends.find((each) => !taken.includes(each) && each.outcome.unknown === undefined);
  return {
    shares: taken.map(({ endpoint, share }) => ({ workload: endpoint.workload, share })),
    unknown: open.reduce((sum, { share }) => sum.plus(share), Fraction.ZERO),
    cause: open[0]?.outcome.unknown,
    lost: lost && (lost.outcome.reason ?? { text: ENDS[lost.outcome.disposition] ?? lost.outcome.disposition }),
  };
}

/** How it reads where nobody says why. */
const ENDS: Partial<Readonly<Record<Outcome['disposition'], string>>> = {
  denied: 'a policy refuses it',
  reset: 'the connection breaks',
  timeout: 'nobody answers in time',
};
