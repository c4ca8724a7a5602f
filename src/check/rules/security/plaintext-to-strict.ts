import { DataPlane } from '../../../core/versions/data-plane';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { DESTINATION_RULE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SIDECAR_NAMESPACE, STRICT_MTLS } from '../object-examples';

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
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      app: model
    ports:
      - name: http
        port: 80
        targetPort: 8080
`, EXAMPLE_POD, SIDECAR_NAMESPACE, STRICT_MTLS);

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
  cases: ['identity/broken-auto-mtls'],
  evidence: 'every call is answered with 503 and never arrives',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['mode: ISTIO_MUTUAL', 'mode: DISABLE # <- MLM0404']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { service } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    const mode = destinationRule.spec.trafficPolicy?.tls?.mode;
    const closed = service === undefined || mode === undefined || mode === 'ISTIO_MUTUAL' ? undefined : closedPods(service, index);
    if (closed !== undefined) {
      yield { at: destinationRule.at('spec', 'trafficPolicy', 'tls', 'mode'), data: { mode: mode!, pods: closed.owner.id } };
    }
  },
});

/** Pods of the Service with a sidecar that takes mutual TLS only, at all of its ports. */
function closedPods(service: ManifestObject<ServiceSpec>, index: ManifestIndex): PodSet | undefined {
  const ports = (service.spec.ports ?? []).map(({ port, targetPort = port }) => Number(targetPort));
  return ports.length === 0 ? undefined : index.podsOfService(service).find((pods) => index.namespaces.membership(pods) === DataPlane.SIDECAR
    && ports.every((port) => index.peers.modeOf(pods, port) === 'STRICT' && !comesInPastSidecar(pods, port)));
}
