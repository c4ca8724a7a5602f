import type { SidecarSpec } from '../../../../../imports/networking.istio.io';
import { DataPlane } from '../../../../core/versions/data-plane';
import { SIDECAR } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { PodSet } from '../../../../manifest/pods';
import { altered, rule, together, yaml } from '../../../rule';
import { SIDECAR_NAMESPACE } from '../../object-examples';
import { analyzer } from '../analyzed';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: Sidecar
  metadata:
    name: default
    namespace: ml-serving
  spec:
    egress:
      - hosts:
          - ./*
`, SIDECAR_NAMESPACE, yaml`
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
  spec:
    containers:
      - name: server
        image: model
`);

export const sidecarInAmbient = rule({
  code: 'MLM0966',
  name: 'sidecar-in-ambient',
  severity: 'warning',
  title: 'A Sidecar is for pods in ambient mode',
  kinds: [SIDECAR],
  message: '{pods} has no sidecar, so that nobody reads this',
  why: 'A Sidecar configures sidecars. A ztunnel and a waypoint take no notice: what it limits stays open, and what should save memory saves none.',
  fix: 'delete it; in ambient mode close what leaves the namespace by AuthorizationPolicies, or by an egress gateway',
  sameAs: ['IST0167'],
  evidence: analyzer('sidecar/selector.go'),
  bad: altered(GOOD, ['name: default\n', 'name: default # <- MLM0966\n'], ['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']),
  good: GOOD,
  * check(sidecar, { index }) {
    const pods = podsOf(sidecar, index);
    if (pods.length > 0 && pods.every((each) => index.namespaces.membership(each) === DataPlane.AMBIENT)) {
      yield { at: sidecar.at('metadata', 'name'), data: { pods: pods[0].owner.id } };
    } else if (pods.length === 0 && index.namespaces.isKnown(sidecar.namespace) && index.namespaces.isAmbient(sidecar.namespace)) {
      yield { at: sidecar.at('metadata', 'name'), data: { pods: `a pod of ${sidecar.namespace}` } };
    }
  },
});

/** A Gateway's pods have a proxy that no Sidecar is for. */
function podsOf({ spec: { workloadSelector }, namespace }: ManifestObject<SidecarSpec>, { pods }: ManifestIndex): readonly PodSet[] {
  return pods.matching(namespace, workloadSelector?.labels ?? {}).filter(({ labels }) => labels['gateway.networking.k8s.io/gateway-name'] === undefined);
}
