import type { DestinationRuleSpec, DestinationRuleTls, DestinationRuleTrafficPolicy } from '../../../../imports/networking.istio.io';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { DESTINATION_RULE } from '../../../manifest/kinds';
import { hasLabels } from '../../../manifest/labels';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { Labels, ServicePort, ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE, STRICT_MTLS } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: model
    namespace: ml-serving
  spec:
    host: model
    trafficPolicy:
      tls:
        mode: ISTIO_MUTUAL
`, SERVICE_OF_OTHER_PORT, EXAMPLE_POD, SIDECAR_NAMESPACE, STRICT_MTLS);

export const plaintextToStrict = rule({
  code: 'MLM0404',
  name: 'plaintext-to-strict',
  severity: 'error',
  title: 'Clients are told not to speak mutual TLS to pods that take nothing else',
  kinds: [DESTINATION_RULE],
  message: 'mode {mode} switches mutual TLS off, and {pods} takes nothing else (STRICT)',
  why: 'A DestinationRule with tls settings takes the place of automatic mutual TLS. The sidecar of the server resets every connection, and callers get 503.',
  fix: 'delete the tls settings, or write ISTIO_MUTUAL',
  sameAs: ['KIA0205', 'KIA0505'],
  cases: ['identity/broken-auto-mtls', 'identity/settings-of-a-port'],
  evidence: 'every call is answered with 503 and never arrives',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['mode: ISTIO_MUTUAL', 'mode: DISABLE # <- MLM0404']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { service } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    for (const { tls: { mode } = {}, at, labels, ports } of service === undefined ? [] : settingsOf(destinationRule, service)) {
      const closed = mode === undefined || mode === 'ISTIO_MUTUAL' ? undefined : closedPods(service!, labels, ports, index);
      if (closed !== undefined) {
        yield { at: at.at('tls', 'mode'), data: { mode: mode!, pods: closed.owner.id } };
      }
    }
  },
});

/** What is written for some pods of a Service at some of its ports. */
interface Settings {
  readonly tls?: DestinationRuleTls;
  readonly at: Location;
  /** That the pods have, beside those of the Service. */
  readonly labels: Labels;
  /** Of the Service. */
  readonly ports: readonly ServicePort[];
}

function settingsOf(destinationRule: ManifestObject<DestinationRuleSpec>, service: ManifestObject<ServiceSpec>): readonly Settings[] {
  const { ports = [] } = service.spec;
  const { trafficPolicy, subsets = [] } = destinationRule.spec;
  return [
    ...settingsIn(trafficPolicy, destinationRule.at('spec', 'trafficPolicy'), {}, ports),
    ...subsets.flatMap((subset, i) => settingsIn(subset.trafficPolicy, destinationRule.at('spec', 'subsets', i, 'trafficPolicy'), subset.labels ?? {}, ports)),
  ];
}

/** Those of a port that say nothing of TLS leave it to those for all ports (case identity/settings-of-a-port). */
function settingsIn(
  policy: DestinationRuleTrafficPolicy | undefined, at: Location, labels: Labels, ports: readonly ServicePort[],
): readonly Settings[] {
  const { tls: usual, portLevelSettings = [] } = policy ?? {};
  const others = ports.filter(({ port }) => !portLevelSettings.some(({ port: of, tls }) => tls !== undefined && of?.number === port));
  return [
    { tls: usual, at, labels, ports: others },
    ...portLevelSettings.map(({ tls, port }, i) => ({ tls, at: at.at('portLevelSettings', i), labels, ports: ports.filter((each) => each.port === port?.number) })),
  ];
}

/** Pods with a sidecar that takes mutual TLS only, at all of the ports. */
function closedPods(
  service: ManifestObject<ServiceSpec>, labels: Labels, ports: readonly ServicePort[], index: ManifestIndex,
): PodSet | undefined {
  const targets = ports.map(({ port, targetPort = port }) => Number(targetPort));
  return targets.length === 0 ? undefined : index.podsOfService(service).find((pods) => hasLabels(pods.labels, labels)
    && index.namespaces.hasSidecar(pods)
    && targets.every((port) => index.peers.modeOf(pods, port) === 'STRICT' && !comesInPastSidecar(pods, port)));
}
