import { destinationRulesFor, isTold } from './told-tls';
import { comesInPastSidecar, goesOutPastSidecar } from '../../../manifest/istio/capture';
import { SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE } from '../object-examples';

const GOOD = together(SIDECAR_NAMESPACE, SERVICE_OF_OTHER_PORT, yaml`
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
    annotations:
      traffic.sidecar.istio.io/excludeInboundPorts: "9090"
  spec:
    containers:
      - name: server
        image: model
  ---
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: model
    namespace: ml-serving
  spec:
    host: model
    trafficPolicy:
      connectionPool:
        http:
          http1MaxPendingRequests: 100
`);

export const mutualTlsPastSidecar = rule({
  code: 'MLM0434',
  name: 'mutual-tls-past-sidecar',
  severity: 'warning',
  title: 'Mutual TLS is spoken to a port that the sidecar of the server does not take',
  kinds: [SERVICE],
  message: 'callers speak mutual TLS to port {port}, and the sidecar of {pods} leaves port {target} to its container',
  why: 'Callers with a sidecar, and gateways, speak mutual TLS to pods that have a sidecar, whatever ports it takes (includeInboundPorts, excludeInboundPorts). The container gets '
    + 'the TLS as it is: every call is answered with 503.',
  fix: 'have the sidecar take the port; or tell callers to speak plaintext, by a DestinationRule with tls mode DISABLE or a PeerAuthentication with mode DISABLE for the port',
  cases: ['identity/mutual-tls-past-sidecar'],
  evidence: 'every call is answered with 503 and never arrives',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['    - name: http\n', '    - name: http # <- MLM0434\n'], ['excludeInboundPorts: "9090"', 'excludeInboundPorts: "8080"']),
  good: GOOD,
  * check(service, { index }) {
    for (const [i, { port, targetPort = port }] of (service.spec.ports ?? []).entries()) {
      const pods = typeof targetPort === 'string' ? undefined : podsPassedBy(service, targetPort, index);
      if (pods !== undefined && isMutual(service, port, index)) {
        yield { at: service.at('spec', 'ports', i), data: { port, target: targetPort, pods: pods.owner.id } };
      }
    }
  },
});

/** Whether proxies call the port, and choose themselves what they speak. */
function isMutual(service: ManifestObject<ServiceSpec>, port: number, index: ManifestIndex): boolean {
  return index.meshConfig.settings().enableAutoMtls !== false && isCalledInMesh(service, port, index) && !isTold(service, port, index);
}

/** By what only proxies read. Other ports may be for callers without one, such as a Prometheus. */
function isCalledInMesh(service: ManifestObject<ServiceSpec>, port: number, index: ManifestIndex): boolean {
  return destinationRulesFor(service, index).length > 0 || index.traffic.to(service).some(({ ref }) => ref === undefined || ref.port === port);
}

/** Pods that leave the port out on both ways call one another there, without the Service. */
function podsPassedBy(service: ManifestObject<ServiceSpec>, port: number, index: ManifestIndex): PodSet | undefined {
  return index.podsOfService(service).find((pods) => comesInPastSidecar(pods, port)
    && !goesOutPastSidecar(pods, port)
    && index.namespaces.hasSidecar(pods)
    && index.peers.modeOf(pods, port) !== 'DISABLE');
}
