import type { Encryption, Receiver } from './encryption';
import { refusesPlaintext } from './peer-authentication';
import { DataPlane } from '../../core/versions/data-plane';
import { type MutualTlsMode, sidecarMode } from '../../manifest/istio/peers';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Origin } from '../tables';

/** What a sidecar takes besides tunnels, for which it has a port of its own. */
const TAKES: Readonly<Record<MutualTlsMode, readonly Encryption[]>> = {
  STRICT: ['mtls'],
  PERMISSIVE: ['mtls', 'plaintext'],
  DISABLE: ['plaintext'],
};

/** Whether pods take a connection. */
export interface Acceptance {
  readonly accepted: boolean;
  readonly why: string;
  /** The policy that says so; unset: none does. */
  readonly origin?: Origin;
}

/** Whether the pods take a connection to a port, before any policy is asked about its caller. */
export function accept({ membership, policies }: Receiver, port: number, encryption: Encryption): Acceptance {
  switch (membership) {
    case DataPlane.SIDECAR: {
      const { mode, policy } = sidecarMode(policies, port);
      return { accepted: encryption === 'hbone' || TAKES[mode].includes(encryption), why: `the sidecar's mode is ${mode}`, origin: originOf(policy) };
    }
    case DataPlane.AMBIENT: {
      const policy = encryption === 'hbone' ? undefined : refusesPlaintext(policies, port);
      const accepted = encryption === 'hbone' || (encryption === 'plaintext' && policy === undefined);
      return { accepted, why: accepted ? 'ztunnel takes it' : `ztunnel takes no ${encryption} here`, origin: originOf(policy) };
    }
    case 'none': return { accepted: encryption === 'plaintext', why: 'nothing stands before the pods' };
  }
}

function originOf(object: ManifestObject | undefined): Origin | undefined {
  return object && { object, at: object.at('spec') };
}
