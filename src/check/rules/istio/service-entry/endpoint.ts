import type { ServiceEntrySpec, WorkloadEntrySpec } from '../../../../../imports/networking.istio.io';
import type { Kind } from '../../../../manifest/kind';
import { SERVICE_ENTRY, WORKLOAD_ENTRY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { isAddress, isUnix } from '../values/addresses';
import { domainProblem, labelsProblemOf } from '../values/names';
import { found, foundIn, refused } from '../verdict';

type Endpoints = ServiceEntrySpec | WorkloadEntrySpec;

export const endpoint = refused<Endpoints>({
  code: 'MLM0923',
  name: 'endpoint',
  title: 'An endpoint has an address or a port that its ServiceEntry has no use for',
  kinds: [SERVICE_ENTRY, WORKLOAD_ENTRY] as readonly Kind<Endpoints>[],
  why: 'The addresses of STATIC endpoints are IP addresses or sockets, those of DNS may be host names; their ports are named as the ServiceEntry names them. The webhook refuses '
    + 'anything else.',
  fix: 'write an IP address, or resolution: DNS, and the names of the ports of the ServiceEntry',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      hosts:
        - registry.example.com
      resolution: STATIC
      ports:
        - number: 443
          name: tls
          protocol: TLS
      endpoints:
        - address: registry-1.example.com # <- MLM0923
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      hosts:
        - registry.example.com
      resolution: STATIC
      ports:
        - number: 443
          name: tls
          protocol: TLS
      endpoints:
        - address: 192.0.2.7
  `,
  * check(object) {
    if (object.is(WORKLOAD_ENTRY)) {
      yield* endpointHits(object.at('spec'), object.spec, { isStatic: true, takesHosts: true });
    } else if (object.is(SERVICE_ENTRY)) {
      yield* entryHits(object);
    }
  },
});

function* entryHits(entry: ManifestObject<ServiceEntrySpec>): Iterable<Hit> {
  const { endpoints = [], ports = [], resolution = 'NONE' } = entry.spec;
  const portNames = new Set(ports.map(({ name }) => name));
  const isStatic = resolution === 'STATIC';
  if (isStatic || ['DNS', 'DNS_ROUND_ROBIN'].includes(resolution)) {
    for (const [index, one] of endpoints.entries()) {
      yield* endpointHits(entry.at('spec', 'endpoints', index), one, { isStatic, takesHosts: !isStatic, portNames });
    }
  }
}

interface Use {
  readonly isStatic: boolean;
  readonly takesHosts: boolean;
  /** Those of the ServiceEntry, if it is known. */
  readonly portNames?: ReadonlySet<string>;
}

function* endpointHits(at: Location, one: WorkloadEntrySpec, use: Use): Iterable<Hit> {
  yield* foundIn(at.at('address'), placeProblem(one, use), (problem) => problem);
  const { portNames } = use;
  for (const name of portNames === undefined ? [] : Object.keys(one.ports ?? {}).filter((port) => !portNames.has(port))) {
    yield found(at.at('ports', name).key(), `the ServiceEntry has no port ${name}`);
  }
  yield* foundIn(at.at('labels'), one.labels, labelsProblemOf);
}

function placeProblem({ address, network }: WorkloadEntrySpec, { isStatic, takesHosts, portNames }: Use): string | undefined {
  if (isStatic && !address) {
    // Where neither is written the CRD speaks.
    return !network && (address ?? network) === '' ? 'the address is empty' : undefined;
  }
  if (isStatic && isUnix(address!)) {
    return portNames !== undefined && portNames.size !== 1 ? 'a socket serves one port of the ServiceEntry exactly' : undefined;
  }
  const isPlace = isAddress(address ?? '') || (takesHosts && domainProblem(address ?? '') === undefined);
  return isPlace ? undefined : `${JSON.stringify(address ?? '')} is no IP address${takesHosts ? ' and no host name' : ''}`;
}
