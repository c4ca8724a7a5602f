import { atGateway } from './at-gateway';
import { leave } from './outside';
import { DataPlane } from '../../../core/versions/data-plane';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { speaksPlainly } from '../../compile/inbound';
import type { Mesh } from '../../mesh';
import type { Outcome } from '../../outcome';
import type { Behaviors, FullName } from '../../request';
import type { Step } from '../../steps';
import type { ClusterTable, Endpoint, ProxyTables } from '../../tables';
import { accept } from '../../transport/accept';
import { type Encryption, encryptionOf, type Receiver, type Sender } from '../../transport/encryption';
import type { TransportStep } from '../../transport/step';
import type { Evaluation, Flow } from '../evaluation';
import { A_PROXY } from '../filters/addresses';
import { type Admission, admit, authorize, type Refusal, refusalOf } from '../filters/admit';
import { behind, delayed, ownAnswer, statusFor } from '../outcomes';
import { normalizePath } from '../route/normalize';
import { unknown } from '../unknown';
import { serve } from '../upstream/serve';

/** A request on its way to a pod. */
export interface Sending {
  readonly from: Sender;
  /** Unset where a pod is addressed by itself. */
  readonly cluster?: ClusterTable;
  readonly endpoint: Endpoint;
  readonly flow: Flow;
  readonly evaluation: Evaluation;
  readonly behaviors: Behaviors;
  /** Whether whoever sends it passes bytes on. */
  readonly isUnread?: boolean;
}

/** A request reaches a pod: what stands before it decides, then the workload answers. */
export function arrive(mesh: Mesh, sending: Sending): readonly Outcome[] {
  const { from, cluster, endpoint, flow: sent } = sending;
  if (isUncertain(mesh, sending)) {
    return [unknown('backend-tls', sent.message)];
  }
  if (endpoint.outside !== undefined) {
    return [leave({ ...sending, cluster: cluster! })];
  }
  const entrance = mesh.entrances.find(({ pods }) => pods === endpoint.pods);
  if (entrance !== undefined) {
    return atGateway(mesh, entrance, sending);
  }
  if (sent.isSealed && speaksPlainly(mesh.index, endpoint.pods, endpoint.port)) {
    const { owner } = endpoint.pods;
    const reason = { text: `${owner.id} listens for HTTP on ${endpoint.port}, and gets TLS that nobody has ended: name the port of its Service https or tls if it speaks that, or end TLS at the gateway` };
    return [{ ...broken(sent, 'reset'), reason }];
  }
  const ofPods = mesh.index.namespaces.membership(endpoint.pods);
  const policies = mesh.index.peers.policiesOf(endpoint.pods);
  // Who calls does not know that the port is left out, and the workload itself answers there.
  const encryption = encryptionOf(from, cluster, { membership: ofPods, policies }, endpoint.port, mesh.settings);
  const membership = ofPods === DataPlane.SIDECAR && comesInPastSidecar(endpoint.pods, endpoint.port) ? 'none' : ofPods;
  const receiver: Receiver = { membership, policies };
  const caller = encryption === 'hbone' || encryption === 'mtls' ? from!.account : undefined;
  const transport: TransportStep = { kind: 'transport', encryption, caller, ...accept(receiver, endpoint.port, encryption) };
  const flow = arriving(sending, caller, encryption);
  switch (membership) {
    case DataPlane.SIDECAR: return [atSidecar(mesh.inbound(endpoint.pods, endpoint.port, sent.isSealed), flow, transport, sending)];
    case DataPlane.AMBIENT: return [atZtunnel(mesh.ztunnel(endpoint.pods), flow, transport, sending)];
    case 'none': return [transport.accepted ? atWorkload(flow, undefined, sending) : broken(flow, 'reset')];
  }
}

/** Whether TLS of a BackendTLSPolicy meets somebody who may speak it: not one who is known to speak plain HTTP. */
function isUncertain({ index }: Mesh, { from, cluster, endpoint: { outside, pods, port } }: Sending): boolean {
  const isRead = from !== undefined && from.kind !== 'ztunnel';
  return isRead && cluster?.isSealedByPolicy === true && (outside !== undefined || !speaksPlainly(index, pods, port));
}

function arriving({ from, cluster, endpoint, flow }: Sending, caller: FullName | undefined, encryption: Encryption): Flow {
  const { message, received, token, isSealed, asking, passed } = flow;
  const serverName = encryption === 'mtls' && cluster !== undefined
    ? `outbound_.${cluster.key.port}_.${cluster.key.subset ?? ''}_.${cluster.key.host}`
    : undefined;
  const peer = from?.kind === 'gateway' || from?.kind === 'waypoint' ? A_PROXY : flow.peer;
  return { message, peer, received, token, caller, serverName, isSealed, asking, passed, port: endpoint.port };
}

/** The sidecar reads the request, or passes bytes on; then it answers for a workload that does not. It names its caller in a header, after mutual TLS. */
function atSidecar(tables: ProxyTables, flow: Flow, transport: TransportStep, sending: Sending): Outcome {
  if (!transport.accepted) {
    return behind(broken(flow, 'reset'), tables.proxy, [transport]);
  }
  const { unread } = tables.extra ?? {};
  if (unread !== undefined) {
    return behind(unknown(unread, flow.message), tables.proxy, [transport]);
  }
  if (!tables.readsHttp) {
    return throughBytes(tables, flow, undefined, transport, sending);
  }
  const { message } = flow;
  const seen = transport.encryption === 'mtls' ? flow.caller : undefined;
  const { evaluation } = sending;
  const read = { ...message, path: normalizePath(message.path, evaluation.settings.paths) };
  const admission = admit(tables, { ...flow, message: read }, evaluation);
  const outcome = admission.refusal === undefined
    ? answeredBySidecar(atWorkload(spokenTo(admission.flow, tables), seen, sending), flow)
    : refused(admission, admission.refusal);
  return behind(delayed(outcome, admission.time), tables.proxy, [transport, ...admission.steps]);
}

function atZtunnel(tables: ProxyTables, flow: Flow, transport: TransportStep, sending: Sending): Outcome {
  return transport.accepted ? throughBytes(tables, flow, flow.caller, transport, sending) : behind(broken(flow, 'reset'), tables.proxy, [transport]);
}

/** Who reads no HTTP breaks the connection off. */
function throughBytes(tables: ProxyTables, flow: Flow, seen: FullName | undefined, transport: TransportStep, sending: Sending): Outcome {
  const step = authorize(tables, flow, sending.evaluation);
  const steps: Step[] = step === undefined ? [transport] : [transport, step];
  const refusal = step && refusalOf(step);
  if (refusal === undefined) {
    return behind(lost(atWorkload(flow, seen, sending)), tables.proxy, steps);
  }
  return behind(refusal.status === undefined ? undecided(flow, refusal) : broken(flow, 'denied'), tables.proxy, steps);
}

/** Whoever called had a connection: it breaks where a workload behind does not listen. */
function lost(outcome: Outcome): Outcome {
  return outcome.failure === 'connect-failure' ? { ...outcome, failure: 'reset' } : outcome;
}

function spokenTo(flow: Flow, { speaks }: ProxyTables): Flow {
  const { message } = flow;
  return speaks === undefined || message.protocol === 'grpc' ? flow : { ...flow, message: { ...message, protocol: speaks } };
}

function atWorkload({ message, received }: Flow, caller: FullName | undefined, { endpoint, evaluation, behaviors }: Sending): Outcome {
  if (endpoint.isClosed) {
    const { owner } = endpoint.pods;
    const reason = { text: `${owner.id} declares no port ${endpoint.port}`, origin: { object: owner, at: endpoint.pods.at('spec', 'containers') } };
    return ownAnswer({ disposition: 'reset', failure: 'connect-failure', reason, received, protocol: message.protocol });
  }
  const answer = serve({ workload: endpoint.workload, message, caller, received }, endpoint.isUsual ? {} : behaviors);
  const refusal = answer.disposition === 'delivered' ? evaluation.refusalOf(endpoint, message) : undefined;
  return refusal === undefined ? answer : ownAnswer({ disposition: 'denied', status: refusal.status, reason: { text: refusal.why }, received, protocol: message.protocol });
}

/** A workload that does not answer is no broken connection for whoever called the sidecar. */
function answeredBySidecar(outcome: Outcome, { message }: Flow): Outcome {
  const { failure, reason, received, tries, time, disposition } = outcome;
  return failure === undefined
    ? outcome
    : ownAnswer({ disposition, status: statusFor(failure), reason, received, tries, time, protocol: message.protocol });
}

function refused({ flow }: Admission, refusal: Refusal): Outcome {
  const { message: { protocol }, received } = flow;
  const { status, headers } = refusal;
  return status === undefined ? undecided(flow, refusal) : ownAnswer({ disposition: 'denied', status, headers, received, protocol });
}

function undecided({ message: { protocol }, received }: Flow, { unknown: cause }: Refusal): Outcome {
  return { ...ownAnswer({ disposition: 'unknown', received, protocol }), unknown: cause, isBroken: false };
}

function broken({ message: { protocol }, received }: Flow, disposition: 'reset' | 'denied'): Outcome {
  return ownAnswer({ disposition, failure: 'reset', received, protocol });
}
