import { hostCovers } from '../../../manifest/host-names';
import { originOfPolicy } from '../../compile/traffic-policy';
import type { Outcome } from '../../outcome';
import { type Behaviors, hostOf } from '../../request';
import type { ClusterTable, Endpoint, Outside } from '../../tables';
import { clientTlsSettings, type Sender, type TlsSettings } from '../../transport/encryption';
import type { TransportStep } from '../../transport/step';
import type { Flow } from '../evaluation';
import { behind, ownAnswer } from '../outcomes';
import { serve } from '../upstream/serve';

/** A request on its way to a server outside of the mesh. */
export interface Leaving {
  readonly from: Sender;
  readonly cluster: ClusterTable;
  readonly endpoint: Endpoint;
  readonly flow: Flow;
  readonly behaviors: Behaviors;
}

const OWN_TLS = ['SIMPLE', 'MUTUAL'];

/**
 * A server outside answers like a workload, if it is spoken to as it speaks, and its certificate, which is for the name that its ServiceEntry
 * gives it, is the one that is wanted.
 */
export function leave({ from, cluster, endpoint, flow, behaviors }: Leaving): Outcome {
  const outside = endpoint.outside!;
  const settings = isRead(from) ? clientTlsSettings(cluster) : undefined;
  const isOwn = OWN_TLS.includes(settings?.mode ?? '');
  const { isSealed = false } = flow;
  const encrypts = isOwn || isSealed || (from?.kind !== 'gateway' && flow.message.scheme === 'https');
  const why = isSealed && isOwn ? `${outside.host} gets TLS within TLS: the DestinationRule adds its own` : complaint(outside, encrypts, isOwn ? settings : undefined, flow.message.authority);
  const step: TransportStep = {
    kind: 'transport',
    encryption: encrypts ? 'tls' : 'plaintext',
    accepted: why === undefined,
    why: why ?? 'the server outside takes it',
    origin: settings === undefined ? undefined : originOfPolicy(cluster.rule, cluster.key),
  };
  const { message, received } = flow;
  const outcome = why === undefined
    ? serve({ workload: endpoint.workload, message, received }, behaviors)
    : ownAnswer({ disposition: 'reset', failure: encrypts ? 'connect-failure' : 'reset', reason: { text: why }, received, protocol: message.protocol });
  return from === undefined ? outcome : behind(outcome, from, [step]);
}

/** Who passes bytes on adds no TLS of a DestinationRule. */
function isRead(from: Sender): boolean {
  return from !== undefined && from.kind !== 'ztunnel';
}

/** Why no connection comes about. */
function complaint({ host, speaksTls, names }: Outside, encrypts: boolean, settings: TlsSettings | undefined, authority: string): string | undefined {
  if (encrypts !== speaksTls) {
    return speaksTls ? `${host} speaks TLS, and is spoken to in plaintext: add a DestinationRule with tls mode SIMPLE` : `${host} does not speak TLS`;
  }
  const asked = hostOf(authority).toLowerCase();
  if (settings === undefined) {
    // Callers that speak TLS themselves want the server that they call.
    return encrypts && !hostCovers(host, asked) ? foreign(host, asked) : undefined;
  }
  if (settings.insecureSkipVerify === true) {
    return undefined;
  }
  // Without names in either object the one that the request is for has to be in the certificate (`auto_san_validation`).
  const wanted = [settings.subjectAltNames ?? [], names, [asked]].find((each) => each.length > 0)!;
  return wanted.includes(host) ? undefined : foreign(host, wanted.join(', '));
}

function foreign(host: string, wanted: string): string {
  return `the certificate of ${host} is not for ${wanted}, which the caller wants`;
}
