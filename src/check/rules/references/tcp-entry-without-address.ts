import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import { isExportedTo } from '../../../manifest/istio/exports';
import { SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { protocolNamed, protocolOf } from '../../../manifest/protocols';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE } from '../object-examples';

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
        name: http
        protocol: HTTP
`, SERVICE_OF_OTHER_PORT, EXAMPLE_POD, SIDECAR_NAMESPACE);

export const tcpEntryWithoutAddress = rule({
  code: 'MLM0135',
  name: 'tcp-entry-without-address',
  severity: 'warning',
  title: 'A ServiceEntry without addresses has TCP on a port that others have for HTTP',
  kinds: [SERVICE_ENTRY],
  message: 'the sidecar of {pods} takes HTTP to port {port} for calls of {other}, and does not find {host} by TCP',
  why: 'Of TCP a sidecar knows a host by its address. Without addresses it listens to the port on all of them, as it does for HTTP, and reads what is HTTP: there is no such host then, and the '
    + 'request is answered with 502 (REGISTRY_ONLY) or goes to wherever it is addressed, without the DestinationRule. The address that Istio gives the ServiceEntry is known to sidecars that '
    + 'answer DNS only (ISTIO_META_DNS_CAPTURE). In ambient mode ztunnel does.',
  fix: 'write what the port speaks (HTTP, TLS); or give the ServiceEntry addresses, or a port that nobody has for HTTP',
  cases: ['egress/tcp-beside-http'],
  evidence: '502 for the host on the port that a Service has for HTTP, 200 on one that nobody else has',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['number: 80\n', 'number: 80 # <- MLM0135\n'], ['protocol: HTTP', 'protocol: TCP']),
  good: GOOD,
  * check(entry, { index }) {
    const { addresses = [], ports = [], hosts } = entry.spec;
    const callers = addresses.length > 0 || answersDns(index) ? [] : sidecars(index);
    for (const [i, { number, protocol }] of ports.entries()) {
      const rival = isPlainTcp(protocol) ? rivalOf(entry, number, callers, index) : undefined;
      if (rival !== undefined) {
        yield {
          at: entry.at('spec', 'ports', i, 'number'),
          data: { pods: rival.pods.owner.id, port: number, other: rival.object.id, host: hosts[0] },
          related: [{ at: rival.at, label: 'the same port, for HTTP' }],
        };
      }
    }
  },
});

/** TLS is told apart by the server that it asks for. */
function isPlainTcp(protocol: string | undefined): boolean {
  return protocolNamed(protocol) === 'tcp' && !/^(https|tls)$/i.test(protocol ?? '');
}

function sidecars({ pods, namespaces }: ManifestIndex): readonly PodSet[] {
  return pods.all().filter((each) => namespaces.membership(each) === DataPlane.SIDECAR);
}

/** A port of HTTP. */
interface HttpPort {
  readonly object: ManifestObject;
  /** The names that callers have for it. */
  readonly hosts: readonly string[];
  readonly at: Location;
}

/** Who has the port for HTTP before the eyes of the same pods. */
function rivalOf(entry: ManifestObject<ServiceEntrySpec>, number: number, callers: readonly PodSet[], index: ManifestIndex) {
  const rivals = callers.length === 0 ? [] : httpPorts(number, index);
  for (const pods of rivals.length === 0 ? [] : callers) {
    const sees = (object: ManifestObject, hosts: readonly string[]) => isExportedTo(object, pods.namespace, index.meshConfig.usualExportsOf(object))
      && hosts.some((fqdn) => index.sidecars.canSee(pods, { fqdn, namespace: object.namespace }, number));
    const rival = sees(entry, entry.spec.hosts) ? rivals.find(({ object, hosts }) => object !== entry && sees(object, hosts)) : undefined;
    if (rival !== undefined) {
      return { ...rival, pods };
    }
  }
  return undefined;
}

function httpPorts(number: number, index: ManifestIndex): readonly HttpPort[] {
  const isHttp = (protocol: string) => protocol.startsWith('http');
  const ofServices = index.all(SERVICE).flatMap((object) => (object.spec.ports ?? []).flatMap((port, i) => {
    const hosts = [index.hosts.fqdnOf(object)];
    return port.port === number && isHttp(protocolOf(port)) ? [{ object, hosts, at: object.at('spec', 'ports', i, 'port') }] : [];
  }));
  const ofEntries = index.all(SERVICE_ENTRY).flatMap((object) => (object.spec.ports ?? []).flatMap((port, i) => {
    const { hosts } = object.spec;
    return port.number === number && isHttp(protocolNamed(port.protocol)) ? [{ object, hosts, at: object.at('spec', 'ports', i, 'number') }] : [];
  }));
  return [...ofServices, ...ofEntries];
}

/** Whether all sidecars answer DNS for their pods. */
function answersDns({ meshConfig }: ManifestIndex): boolean {
  const { defaultConfig } = meshConfig.settings() as { readonly defaultConfig?: { readonly proxyMetadata?: Readonly<Record<string, unknown>> } };
  return String(defaultConfig?.proxyMetadata?.ISTIO_META_DNS_CAPTURE) === 'true';
}
