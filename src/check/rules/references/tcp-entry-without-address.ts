import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io';
import { getsAddress } from '../../../manifest/istio/auto-allocation';
import type { HostPort, Sharing } from '../../../manifest/istio/shared-ports';
import { SERVICE_ENTRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE } from '../object-examples';

type Entry = ManifestObject<ServiceEntrySpec>;

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: store
    namespace: ml-serving
  spec:
    hosts:
      - store.example.com
    resolution: DNS
    ports:
      - number: 80
        targetPort: 443
        name: http
        protocol: HTTP
`, SERVICE_OF_OTHER_PORT, EXAMPLE_POD, SIDECAR_NAMESPACE);

/** What callers of TCP speak there is TLS, which the part of the listener for HTTP does not take. */
const TLS_PORT = 443;

export const tcpEntryWithoutAddress = rule({
  code: 'MLM0135',
  name: 'tcp-entry-without-address',
  severity: 'warning',
  title: 'A ServiceEntry without addresses has TCP on a port that others have for HTTP',
  kinds: [SERVICE_ENTRY],
  message: 'HTTP to {host} on port {port} is taken for a call of {other} by the sidecar of {pods}, and does not find it',
  why: 'Of TCP a sidecar knows a host by its address. Without addresses it listens to the port on all of them, as it does for HTTP, and reads what is HTTP: there is no such host then, and the '
    + 'request is answered with 502 (REGISTRY_ONLY) or goes to wherever it is addressed, without the endpoints, the targetPort and the DestinationRule. A server that speaks first is waited for '
    + 'in vain, since the sidecar waits for the caller. The address that Istio gives the ServiceEntry is known to sidecars that answer DNS only (ISTIO_META_DNS_CAPTURE). In ambient mode ztunnel does.',
  fix: 'write what the port speaks (HTTP, TLS, REDIS); or give the ServiceEntry a port that nobody has for HTTP, or the addresses that callers really call; or let sidecars answer DNS',
  cases: ['egress/tcp-beside-http'],
  evidence: '502 for the host on the port that a Service has for HTTP, 200 on one that nobody else has',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['number: 80\n', 'number: 80 # <- MLM0135\n'], ['protocol: HTTP', 'protocol: TCP']),
  good: GOOD,
  * check(entry, { index }) {
    const { ports = [] } = entry.spec;
    for (const { number, protocol, targetPort = number } of getsAddress(entry) ? ports : []) {
      const [own] = protocol?.toUpperCase() === 'TCP' && number !== TLS_PORT ? index.sharedPorts.tcpOf(entry, number) : [];
      const sharing = own && sharingThatHarms(own, targetPort, entry, index);
      if (sharing !== undefined) {
        const { pods, other } = sharing;
        yield {
          at: own.at,
          data: { pods: pods.owner.id, port: number, other: other.object.id, host: own.host },
          related: [{ at: other.at, label: 'the same port, for HTTP' }],
        };
      }
    }
  },
});

/** A request to a port that goes to wherever it is addressed is lost where the entry leads it elsewhere, or callers may not go there. */
function sharingThatHarms(own: HostPort, targetPort: number, entry: Entry, index: ManifestIndex): Sharing | undefined {
  const any = index.sharedPorts.besideHttp(own);
  const isLed = any !== undefined && (targetPort !== own.port || isLedElsewhere(entry, index));
  return isLed ? any : any && index.sharedPorts.besideHttp(own, (pods) => callsKnownHostsOnly(pods, index));
}

function isLedElsewhere({ spec: { hosts, endpoints = [], workloadSelector } }: Entry, { destinationRules }: ManifestIndex): boolean {
  return endpoints.length > 0 || workloadSelector !== undefined || hosts.some((host) => destinationRules.covering(host).length > 0);
}

/** A Sidecar with the field and without a mode means REGISTRY_ONLY. */
function callsKnownHostsOnly(pods: PodSet, { sidecars, meshConfig }: ManifestIndex): boolean {
  const own = sidecars.of(pods)?.spec.outboundTrafficPolicy;
  const { outboundTrafficPolicy: usual } = meshConfig.settings() as { readonly outboundTrafficPolicy?: { readonly mode?: string } };
  return (own === undefined ? usual?.mode : own.mode ?? 'REGISTRY_ONLY') === 'REGISTRY_ONLY';
}
