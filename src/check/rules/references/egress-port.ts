import { SIDECAR } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: Sidecar
  metadata:
    name: default
    namespace: ml-frontend
  spec:
    egress:
      - port:
          number: 80
          name: http
          protocol: HTTP
        hosts:
          - ml-serving/model.ml-serving.svc.cluster.local
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

export const egressPort = rule({
  code: 'MLM0134',
  name: 'egress-port',
  severity: 'warning',
  title: 'A Sidecar lets its pods call a host on a port that the host does not have',
  kinds: [SIDECAR],
  message: '{host} has no port {port}, it has {ports}',
  why: 'An egress listener with a port knows hosts on this port only, and other listeners know nothing of hosts that are not theirs: on its own ports the host is one that the sidecar does not '
    + 'know. With REGISTRY_ONLY it is answered 502, else connections pass as they are addressed, without routes, mutual TLS and policies.',
  fix: 'name a port of the Service (spec.ports[].port) or of the ServiceEntry (spec.ports[].number), or leave port out: the listener is for all ports then',
  cases: ['egress/port-of-no-host'],
  evidence: '502 for a host that the egress lists on another port, 200 for one that it lists on its own',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['number: 80\n', 'number: 8080\n'], ['svc.cluster.local\n', 'svc.cluster.local # <- MLM0134\n']),
  good: GOOD,
  * check(sidecar, { index }) {
    for (const [i, { port, hosts = [] }] of (sidecar.spec.egress ?? []).entries()) {
      for (const [j, text] of port?.number === undefined ? [] : hosts.entries()) {
        const host = text.split('/')[1] ?? '';
        const ports = host.includes('*') ? [] : portsOf(index.hosts.onlyHolder(host, sidecar.namespace));
        if (!text.startsWith('~') && ports.length > 0 && !ports.includes(port!.number!)) {
          yield { at: sidecar.at('spec', 'egress', i, 'hosts', j), data: { host, port: port!.number!, ports: ports.join(', ') } };
        }
      }
    }
  },
});

/** Of a Service or a ServiceEntry. */
function portsOf(holder: ManifestObject | undefined): readonly number[] {
  const { ports = [] } = (holder?.spec ?? {}) as { readonly ports?: readonly { readonly port?: number; readonly number?: number }[] };
  return ports.flatMap(({ port, number = port }) => number ?? []);
}
