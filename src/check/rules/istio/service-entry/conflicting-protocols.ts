import type { ServiceEntrySpec } from '../../../../../imports/networking.istio.io';
import { haveReadersInCommon } from '../../../../manifest/istio/exports';
import { SERVICE_ENTRY } from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../../rule';
import { analyzer } from '../analyzed';

type Entry = ManifestObject<ServiceEntrySpec>;

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: provider
    namespace: ml-serving
  spec:
    hosts:
      - api.provider.example.com
    resolution: DNS
    ports:
      - number: 443
        name: tls
        protocol: TLS
  ---
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: provider
    namespace: batch
  spec:
    hosts:
      - api.provider.example.com
    resolution: DNS
    ports:
      - number: 443
        name: https
        protocol: TLS
`;

export const conflictingProtocols = rule({
  code: 'MLM0956',
  name: 'conflicting-protocols',
  severity: 'warning',
  title: 'Two ServiceEntries give a port of the same host different protocols',
  kinds: [SERVICE_ENTRY],
  message: '{other} says {theirs} of port {port} of {host}, this one says {protocol}',
  why: 'A proxy has one listener for the port, with the protocol of one of the two: what callers of the other send is understood nowhere in the mesh.',
  fix: 'give both the same protocol, or export each to the namespaces that need it',
  sameAs: ['IST0177'],
  evidence: analyzer('serviceentry/conflictingserviceentries.go'),
  bad: altered(GOOD, ['name: tls\n      protocol: TLS', 'name: tls\n      protocol: TLS # <- MLM0956'], ['name: https\n      protocol: TLS', 'name: https\n      protocol: HTTPS # <- MLM0956']),
  good: GOOD,
  * check(entry, { index }) {
    const others = entry.spec.hosts.flatMap((host) => index.hosts.entriesNaming(host))
      .filter((other) => other !== entry && haveReadersInCommon(entry, other, index.meshConfig.usualExports('Service')));
    for (const [i, { number: port, protocol = '' }] of others.length === 0 ? [] : (entry.spec.ports ?? []).entries()) {
      const other = others.find((one) => protocolsOf(one, port).some((theirs) => theirs !== protocol.toUpperCase()));
      if (other !== undefined) {
        yield {
          at: entry.at('spec', 'ports', i, 'protocol'),
          data: { other: other.id, theirs: protocolsOf(other, port).join(', '), port, host: other.spec.hosts.find((host) => entry.spec.hosts.includes(host))!, protocol },
        };
      }
    }
  },
});

function protocolsOf({ spec: { ports = [] } }: Entry, port: number): string[] {
  return ports.filter(({ number }) => number === port).map(({ protocol = '' }) => protocol.toUpperCase());
}
