import { getsAddress } from '../../../manifest/istio/auto-allocation';
import { isToldByName } from '../../../manifest/istio/shared-ports';
import { SERVICE_ENTRY } from '../../../manifest/kinds';
import { protocolNamed } from '../../../manifest/protocols';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SIDECAR_NAMESPACE } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: features
    namespace: ml-serving
  spec:
    hosts:
      - features.example.com
    resolution: DNS
    ports:
      - number: 5432
        name: tcp
        protocol: TCP
  ---
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: registry
    namespace: ml-serving
  spec:
    hosts:
      - registry.example.com
    resolution: DNS
    ports:
      - number: 5433
        name: tcp
        protocol: TCP
`, EXAMPLE_POD, SIDECAR_NAMESPACE);

export const tcpEntriesOnOnePort = rule({
  code: 'MLM0136',
  name: 'tcp-entries-on-one-port',
  severity: 'warning',
  title: 'Two hosts of ServiceEntries without addresses have TCP on one port',
  kinds: [SERVICE_ENTRY],
  message: 'the sidecar of {pods} does not tell TCP to {host} on port {port} from TCP to {other}: all goes to one of them',
  why: 'Of TCP a sidecar knows a host by its address. Without addresses it listens to the port on all of them, once: what is called as one database reaches the other. The addresses that Istio '
    + 'gives ServiceEntries are known to sidecars that answer DNS only (ISTIO_META_DNS_CAPTURE). In ambient mode ztunnel does.',
  fix: 'let sidecars answer DNS (ISTIO_META_DNS_CAPTURE in defaultConfig.proxyMetadata of the MeshConfig); or give each host a port of its own, or the addresses that callers really call',
  cases: ['egress/tcp-beside-tcp'],
  evidence: 'requests to both hosts reach the same server; on ports of their own each reaches its own',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['5433', '5432 # <- MLM0136']),
  good: GOOD,
  * check(entry, { index }) {
    for (const { number, protocol } of getsAddress(entry) ? entry.spec.ports ?? [] : []) {
      for (const own of protocolNamed(protocol) === 'tcp' && !isToldByName(protocol) ? index.sharedPorts.tcpOf(entry, number) : []) {
        const sharing = index.sharedPorts.besideTcp(own);
        if (sharing !== undefined) {
          const { pods, other } = sharing;
          yield {
            at: own.at,
            data: { pods: pods.owner.id, port: number, other: other.host, host: own.host },
            related: [{ at: other.at, label: 'the other' }],
          };
        }
      }
    }
  },
});
