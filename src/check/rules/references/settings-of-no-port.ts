import { DESTINATION_RULE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: picker
    namespace: ml-serving
  spec:
    host: picker.ml-serving.svc.cluster.local
    trafficPolicy:
      portLevelSettings:
        - port:
            number: 9002
          tls:
            mode: SIMPLE
            insecureSkipVerify: true
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: picker
    namespace: ml-serving
  spec:
    ports:
      - name: grpc
        port: 9002
`;

export const settingsOfNoPort = rule({
  code: 'MLM0117',
  name: 'settings-of-no-port',
  severity: 'warning',
  title: 'A DestinationRule has settings for a port that its host does not have',
  kinds: [DESTINATION_RULE],
  message: '{owner} has no port {port}, it has {ports}',
  why: 'Settings of a port hold for connections to that port of the Service, not to the targetPort of its pods. Those for another port hold for nothing, and the port that was '
    + 'meant is without them: without TLS to a server that wants it, every request fails.',
  fix: 'write a port of the Service (spec.ports[].port)',
  evidence: 'source: istio.io/istio pilot/pkg/networking/util GetPortLevelTrafficPolicy compares numbers only. No case: what fails is up to the settings',
  bad: altered(GOOD, ['number: 9002', 'number: 9003 # <- MLM0117']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { host, trafficPolicy, subsets = [] } = destinationRule.spec;
    const { fqdn, service } = index.hosts.find(host, destinationRule.namespace);
    // A ServiceEntry for the same host may have further ports.
    if (service === undefined || index.hosts.entriesOf(fqdn).length > 0) {
      return;
    }
    const ports = (service.spec.ports ?? []).map(({ port }) => port);
    const policies: readonly { readonly at: Location; readonly settings?: readonly PortSettings[] }[] = [
      { at: destinationRule.at('spec', 'trafficPolicy'), settings: trafficPolicy?.portLevelSettings },
      ...subsets.map((subset, i) => ({ at: destinationRule.at('spec', 'subsets', i, 'trafficPolicy'), settings: subset.trafficPolicy?.portLevelSettings })),
    ];
    for (const { at, settings = [] } of policies) {
      for (const [i, { port }] of settings.entries()) {
        if (port?.number !== undefined && !ports.includes(port.number)) {
          yield { at: at.at('portLevelSettings', i, 'port', 'number'), data: { owner: service.id, port: port.number, ports: ports.join(', ') || 'none' } };
        }
      }
    }
  },
});

interface PortSettings {
  readonly port?: { readonly number?: number };
}
