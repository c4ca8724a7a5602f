import type { ServiceEntryPort, ServiceEntrySpec } from '../../../../../imports/networking.istio.io';
import { SERVICE_ENTRY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { subnetProblem } from '../values/addresses';
import { domainProblem, hostProblem } from '../values/names';
import { isHttp, isTls, portNameProblem, protocolProblem } from '../values/ports';
import { found, foundIn, foundInEach, refused } from '../verdict';

type Entry = ManifestObject<ServiceEntrySpec>;

export const serviceEntry = refused({
  code: 'MLM0922',
  name: 'service-entry',
  title: 'The hosts, ports and resolution of a ServiceEntry do not fit together',
  kinds: [SERVICE_ENTRY],
  why: 'Hosts are host names, ports have names that are DNS labels and protocols that Istio knows; without endpoints DNS can resolve full names only, DYNAMIC_DNS wildcards only, '
    + 'and plain TCP cannot tell two hosts apart. The webhook refuses anything else.',
  fix: 'give one host to a TCP port, full names to DNS, and wildcards to DYNAMIC_DNS',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: registries
      namespace: ml-serving
    spec:
      hosts:
        - "*.example.com" # <- MLM0922
      location: MESH_EXTERNAL
      resolution: DNS
      ports:
        - number: 443
          name: tls
          protocol: TLS
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: registries
      namespace: ml-serving
    spec:
      hosts:
        - registry.example.com
      location: MESH_EXTERNAL
      resolution: DNS
      ports:
        - number: 443
          name: tls
          protocol: TLS
  `,
  * check(entry) {
    const { addresses, hosts = [], ports = [], resolution = 'NONE' } = entry.spec;
    // Of the host * the CRD speaks.
    yield* foundInEach(entry.at('spec', 'hosts'), hosts, (host) => (host === '*' ? undefined : hostProblem(host)));
    yield* foundInEach(entry.at('spec', 'addresses'), addresses, subnetProblem);
    for (const [index, port] of ports.entries()) {
      yield* portHits(entry.at('spec', 'ports', index), port);
    }
    yield* RESOLUTIONS[resolution]?.(entry) ?? [];
    const unclear = hosts.length > 1 && resolution !== 'NONE' ? ports.findIndex(({ protocol }) => !isHttp(protocol) && !isTls(protocol)) : -1;
    if (unclear >= 0) {
      yield found(entry.at('spec', 'ports', unclear), 'a port that speaks neither HTTP nor TLS cannot tell the hosts apart', 'write a ServiceEntry for each host');
    }
  },
});

const RESOLUTIONS: Readonly<Record<string, (entry: Entry) => Iterable<Hit>>> = {
  DNS: resolvableHits,
  DNS_ROUND_ROBIN: resolvableHits,
  DYNAMIC_DNS: dynamicHits,
};

function* portHits(at: Location, { name, protocol }: ServiceEntryPort): Iterable<Hit> {
  yield* foundIn(at.at('name'), name, portNameProblem);
  yield* foundIn(at.at('protocol'), protocol, protocolProblem);
}

function* resolvableHits(entry: Entry): Iterable<Hit> {
  const { endpoints = [], hosts = [], resolution } = entry.spec;
  const index = endpoints.length === 0 ? hosts.findIndex((host) => domainProblem(host) !== undefined) : -1;
  if (index >= 0 && hosts[index] !== '*') {
    yield found(entry.at('spec', 'hosts', index), `${resolution} cannot resolve ${hosts[index]}`, 'name full hosts, or endpoints, or write resolution: DYNAMIC_DNS for wildcards');
  }
}

const DYNAMIC_PROTOCOLS = ['http', 'tls', 'grpc', 'http2'];

function* dynamicHits(entry: Entry): Iterable<Hit> {
  const { addresses = [], endpoints = [], hosts = [], location, ports = [] } = entry.spec;
  for (const [index, host] of hosts.entries()) {
    if (!host.startsWith('*')) {
      yield found(entry.at('spec', 'hosts', index), `DYNAMIC_DNS is for wildcards, ${host} is none`, 'write resolution: DNS');
    }
  }
  for (const [field, isSet] of Object.entries({ addresses: addresses.length > 0, endpoints: endpoints.length > 0 })) {
    if (isSet) {
      yield found(entry.at('spec', field).key(), `DYNAMIC_DNS has no ${field}: it asks DNS for the host of the request`);
    }
  }
  for (const [index, { protocol = '' }] of ports.entries()) {
    if (!DYNAMIC_PROTOCOLS.includes(protocol.toLowerCase())) {
      yield found(entry.at('spec', 'ports', index), `DYNAMIC_DNS knows HTTP, HTTP2, GRPC and TLS, not ${protocol || 'ports without protocol'}`);
    }
  }
  const waypoint = entry.labels['istio.io/use-waypoint'] ?? '';
  if (location === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none') {
    yield found(entry.at('spec', 'location'), 'DYNAMIC_DNS within the mesh does not work with a waypoint', 'write location: MESH_EXTERNAL, or take the label istio.io/use-waypoint off');
  }
}
