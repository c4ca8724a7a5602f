import * as fc from 'fast-check';
import type { Manifest } from '../../../src/manifest/manifest-object';
import { maybe } from '../values';

const MODES = ['STRICT', 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'] as const;

/** What the pods of a namespace take, and those of some versions: as a whole, and at ports. */
export function peerAuthentications(namespace: string, versions: readonly string[]): fc.Arbitrary<readonly Manifest[]> {
  const mode = fc.constantFrom(...MODES).map((each) => ({ mode: each }));
  const whole = maybe(mode, 60).map((mtls) => (mtls === undefined ? [] : [policy(namespace, 'all', { mtls })]));
  const own = versions.map((version) => maybe(fc.record({ mtls: maybe(mode, 70), ofPort: maybe(mode, 40), port: fc.constantFrom(8080, 9090) }), 50)
    .map((drawn) => (drawn === undefined ? [] : [policy(namespace, version, {
      selector: { matchLabels: { version } },
      ...(drawn.mtls && { mtls: drawn.mtls }),
      ...(drawn.ofPort && { portLevelMtls: { [drawn.port]: drawn.ofPort } }),
    })])));
  return fc.tuple(whole, ...own).map((drawn) => drawn.flat());
}

function policy(namespace: string, name: string, spec: object): Manifest {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { namespace, name }, spec };
}
