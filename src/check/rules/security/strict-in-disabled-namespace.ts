import { isTold } from './told-tls';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { type PeerPolicies, sidecarMode } from '../../../manifest/istio/peers';
import { PEER_AUTHENTICATION } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { protocolOf } from '../../../manifest/protocols';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata:
    name: default
    namespace: ml-serving
  spec:
    mtls:
      mode: PERMISSIVE
  ---
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    mtls:
      mode: STRICT
`, SERVICE_OF_OTHER_PORT, EXAMPLE_POD, SIDECAR_NAMESPACE);

export const strictInDisabledNamespace = rule({
  code: 'MLM0435',
  name: 'strict-in-disabled-namespace',
  severity: 'error',
  title: 'Pods take nothing but mutual TLS in a namespace where it is switched off',
  kinds: [PEER_AUTHENTICATION],
  message: 'callers of Service {service} speak plaintext to port {port}, since {policy} says DISABLE, and {pods} takes nothing else than mutual TLS there (STRICT)',
  why: 'What callers with a sidecar, and gateways, speak by themselves is chosen for a whole Service by the PeerAuthentication of its namespace, or else of the mesh, and not by those '
    + 'with a selector (istio.io/istio pilot/pkg/model/push_context.go BestEffortInferServiceMTLSMode). The sidecar of the server resets every connection, and callers get 503.',
  fix: 'write PERMISSIVE for the namespace and DISABLE for the pods that need it; or tell callers of these pods ISTIO_MUTUAL by a DestinationRule',
  cases: ['identity/strict-in-disabled-namespace'],
  evidence: 'every call is answered with 503 and never arrives; with a DestinationRule that says ISTIO_MUTUAL it is answered with 200',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['mode: PERMISSIVE', 'mode: DISABLE'], ['mode: STRICT', 'mode: STRICT # <- MLM0435']),
  good: GOOD,
  * check(authentication, { index }) {
    if (index.meshConfig.settings().enableAutoMtls === false) {
      return;
    }
    for (const pods of index.policies.podsOf(authentication).filter((each) => index.namespaces.hasSidecar(each))) {
      const closed = closedPort(authentication, pods, index);
      if (closed !== undefined) {
        const { service, port, target, policy } = closed;
        yield {
          at: authentication.at('spec', ...fieldFor(authentication, target), 'mode'),
          data: { service: `${service.namespace}/${service.name}`, port, policy: policy.id, pods: pods.owner.id },
          related: [{ at: policy.at('spec', 'mtls', 'mode'), label: 'what callers go by' }],
        };
        return;
      }
    }
  },
});

/** A port of a Service of the pods that callers are led to call in plaintext, and that the policy closes to it. */
function closedPort(authentication: ManifestObject, pods: PodSet, index: ManifestIndex) {
  const policies = index.peers.policiesOf(pods);
  const policy = disabling(policies);
  const isStrict = (target: number) => {
    const { mode, policy: deciding } = sidecarMode(policies, target);
    return mode === 'STRICT' && deciding === authentication && !comesInPastSidecar(pods, target);
  };
  const ports = policy === undefined ? [] : index.servicesOf(pods).flatMap((service) => (service.spec.ports ?? []).flatMap((port) => {
    const target = protocolOf(port) === 'udp' ? undefined : pods.targetOf(port);
    return target === undefined ? [] : [{ service, port: port.port, target, policy }];
  }));
  return ports.find(({ service, port, target }) => isStrict(target) && !isTold(service, port, index));
}

/** The policy of the namespace or of the mesh, if it switches mutual TLS off. */
function disabling({ mesh, namespace }: PeerPolicies): ManifestObject | undefined {
  const { mode, policy } = sidecarMode({ mesh, namespace }, 0);
  return mode === 'DISABLE' ? policy : undefined;
}

/** Where the mode of the port is written. */
function fieldFor({ spec }: ManifestObject<any>, target: number): readonly string[] {
  return spec.portLevelMtls?.[target]?.mode === 'STRICT' ? ['portLevelMtls', String(target)] : ['mtls'];
}
