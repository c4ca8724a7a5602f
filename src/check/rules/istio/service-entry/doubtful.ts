import type { ServiceEntrySpec, WorkloadEntrySpec } from '../../../../../imports/networking.istio.io';
import { getsAddress } from '../../../../manifest/istio/auto-allocation';
import type { Kind } from '../../../../manifest/kind';
import { SERVICE_ENTRY, WORKLOAD_ENTRY } from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { partialWildcardProblem } from '../values/names';
import { isTcp } from '../values/ports';
import { found, foundInEach, warned } from '../verdict';

type Entry = ManifestObject<ServiceEntrySpec>;

export const serviceEntryDoubtful = warned<ServiceEntrySpec | WorkloadEntrySpec>({
  code: 'MLM0924',
  name: 'service-entry-doubtful',
  title: 'A ServiceEntry or WorkloadEntry leaves out what its traffic is told by',
  kinds: [SERVICE_ENTRY, WORKLOAD_ENTRY] as readonly Kind<ServiceEntrySpec | WorkloadEntrySpec>[],
  why: 'TCP is told apart by addresses only: without any, the port takes all that nobody else takes, and several hosts are one. Wildcards count as whole labels; a selector with '
    + 'resolution NONE selects nothing; an endpoint without address is reached through the gateway of its network only. The webhook lets it pass with a warning.',
  fix: 'write what the message names',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: database
      namespace: ml-serving
    spec:
      hosts:
        - database.example.com
      resolution: NONE
      ports:
        - number: 5432 # <- MLM0924
          name: tcp
          protocol: TCP
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata:
      name: database
      namespace: ml-serving
    spec:
      hosts:
        - database.example.com
      addresses:
        - 192.0.2.7
      resolution: NONE
      ports:
        - number: 5432
          name: tcp
          protocol: TCP
  `,
  * check(object) {
    if (object.is(WORKLOAD_ENTRY)) {
      yield* networkHits(object, object.spec);
    } else if (object.is(SERVICE_ENTRY)) {
      yield* entryHits(object);
    }
  },
}, 'IST0133', 'IST0134');

function* entryHits(entry: Entry): Iterable<Hit> {
  const { addresses = [], endpoints = [], hosts = [], ports = [], resolution = 'NONE', workloadSelector } = entry.spec;
  if (resolution !== 'DYNAMIC_DNS') {
    yield* foundInEach(entry.at('spec', 'hosts'), hosts, partialWildcardProblem);
  }
  for (const [index, { protocol = '' }] of addresses.length === 0 && !getsAddress(entry) ? ports.entries() : []) {
    if (['', 'TCP'].includes(protocol)) {
      yield found(entry.at('spec', 'ports', index), 'a port without protocol, or with TCP, needs addresses of the ServiceEntry', 'add addresses, or name the protocol');
    }
  }
  if (resolution === 'NONE' && workloadSelector !== undefined) {
    yield found(entry.at('spec', 'workloadSelector').key(), 'with resolution NONE the selector has no effect', 'write resolution: STATIC');
  }
  if (resolution.startsWith('DNS') && addresses.length > 0 && hosts.length > 1 && ports.some(({ protocol }) => isTcp(protocol))) {
    yield found(entry.at('spec', 'hosts'), 'several hosts share the addresses: TCP does not tell them apart', 'write a ServiceEntry for each host');
  }
  for (const [index, one] of resolution === 'STATIC' ? endpoints.entries() : []) {
    yield* networkHits(entry, one, index);
  }
}

function* networkHits(object: ManifestObject, { address, network }: WorkloadEntrySpec, index?: number): Iterable<Hit> {
  if (!address && network) {
    const at = object.at('spec', ...(index === undefined ? [] : ['endpoints', index]));
    yield found(at.at('network'), `the endpoint has no address: it is reached through the gateway of the network ${network} only`, 'add the address');
  }
}
