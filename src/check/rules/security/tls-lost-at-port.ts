import { DESTINATION_RULE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import { altered, rule, together } from '../../rule';
import { PROVIDER_ENTRY, PROVIDER_TLS } from '../object-examples';

const SETTINGS = `
    portLevelSettings:
      - port:
          number: 80
        connectionPool:
          http:
            idleTimeout: 60s
        tls:
          mode: SIMPLE
          sni: api.example.com
`;

const GOOD = together(altered(PROVIDER_TLS, ['sni: api.example.com\n', `sni: api.example.com${SETTINGS}`]), PROVIDER_ENTRY);

/** Modes that a client speaks because it is told to; that of the mesh comes by itself. */
const TOLD = ['SIMPLE', 'MUTUAL'];

/** What speaks TLS of its own wants none around it. */
const ENCRYPTED = ['TLS', 'HTTPS'];

export const tlsLostAtPort = rule({
  code: 'MLM0431',
  name: 'tls-lost-at-port',
  severity: 'error',
  title: 'Settings of a port leave out the TLS that a DestinationRule asks for',
  kinds: [DESTINATION_RULE],
  message: 'the settings of port {port} have no tls: {mode} of the trafficPolicy does not hold there',
  why: 'Settings of a port take the place of those of the host and inherit nothing from them. Without tls of their own the port is spoken to in plaintext, or with the mutual TLS '
    + 'of the mesh: a server that wants TLS answers 400 or closes the connection, and what it is sent can be read on the way.',
  fix: 'repeat tls in the settings of the port; where none is wanted, write mode: DISABLE',
  cases: ['egress/lost-tls'],
  evidence: 'a server outside that speaks TLS serves nobody through the port whose settings leave it out, and answers through the one whose settings repeat it',
  bad: altered(GOOD, ['      - port:\n          number: 80\n', '      - port: # <- MLM0431\n          number: 80\n'], ['        tls:\n          mode: SIMPLE\n          sni: api.example.com\n', '']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { host, trafficPolicy: { tls, portLevelSettings = [] } = {} } = destinationRule.spec;
    for (const [i, { port, tls: own }] of tls !== undefined && TOLD.includes(tls.mode ?? '') ? portLevelSettings.entries() : []) {
      if (own === undefined && port?.number !== undefined && !isEncrypted(index, index.hosts.fqdn(host, destinationRule.namespace), port.number)) {
        yield { at: destinationRule.at('spec', 'trafficPolicy', 'portLevelSettings', i, 'port'), data: { port: port.number, mode: tls!.mode ?? '' } };
      }
    }
  },
});

function isEncrypted(index: ManifestIndex, fqdn: string, number: number): boolean {
  return index.hosts.entriesOf(fqdn).some(({ spec }) => (spec.ports ?? []).some((port) => port.number === number && ENCRYPTED.includes(port.protocol ?? '')));
}
