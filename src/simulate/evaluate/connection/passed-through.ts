import type { Wires } from './connect';
import type { PodSet } from '../../../manifest/pods';
import { whyNoEndpoints } from '../../compile/missing';
import type { RegistryHost } from '../../compile/registry';
import type { Outcome } from '../../outcome';
import type { Reason } from '../../reason';
import type { ProxyTables } from '../../tables';
import type { Flow } from '../evaluation';
import { behind, ownAnswer } from '../outcomes';
import { unknown } from '../unknown';

/**
 * A Service that the sidecar does not know, at all or at the port: it hands the connection to the address that was called
 * (`PassthroughCluster`), where somebody may be, or nobody is.
 * @param hidden why it does not know it
 */
export function toAddress({ mesh, evaluation }: Wires, pods: PodSet, { host }: RegistryHost, flow: Flow, hidden?: Reason): Outcome {
  const { port, message } = flow;
  const tables = mesh.outbound(pods, port);
  const anybody = { namespace: pods.namespace };
  const cluster = evaluation.cluster(anybody, { host, port });
  if (cluster?.endpoints.some((endpoint) => !evaluation.isUnready(endpoint))) {
    return behind(unknown('past-sidecar', message, hidden), tables.proxy, []);
  }
  const reason = cluster === undefined ? mesh.whyNoCluster(anybody, { host, port }) : whyNoEndpoints(cluster);
  return passedThrough(ownAnswer({ disposition: 'no-backend', failure: 'reset', reason, received: {}, protocol: message.protocol }), tables, flow);
}

/** Where Services of HTTP share the port, the sidecar reads what passes, and answers for a connection that breaks. */
export function passedThrough(outcome: Outcome, { proxy, listeners: [{ virtualHosts }] }: ProxyTables, { message }: Flow): Outcome {
  const { failure, status, reason, received, tries, time, disposition: before } = outcome;
  const readsIt = virtualHosts.length > 0 && message.scheme === 'http';
  const disposition = before === 'no-backend' ? before : 'reset';
  const answer = readsIt && failure !== undefined && status === undefined
    ? ownAnswer({ disposition, status: 503, failure, reason, received, tries, time, protocol: message.protocol })
    : outcome;
  return behind({ ...answer, hops: outcome.hops }, proxy, []);
}
