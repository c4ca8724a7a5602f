import { PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { DataPlane } from '../../../core/versions/data-plane';
import type { Picker } from '../../../manifest/inference/picker';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { SIDECAR_NAMESPACE, STRICT_MTLS } from '../object-examples';

const NAMESPACE = SIDECAR_NAMESPACE;

const EXCLUDED = altered(PICKER_EXAMPLE, ['      labels:\n        app: llama-epp\n', `      labels:
        app: llama-epp
      annotations:
        traffic.sidecar.istio.io/excludeInboundPorts: "9002"
`]);

export const pickerInSidecar = rule({
  code: 'MLM0526',
  name: 'picker-in-sidecar',
  severity: 'error',
  title: 'An endpoint picker is asked through its sidecar',
  kinds: PICKER_OWNERS,
  message: 'the sidecar of the picker refuses what gateways ask on port {port}',
  why: 'Envoy writes the name of its cluster into :authority, where a host should stand, and the sidecar answers 400: requests are answered with 500 under FailClose and '
    + 'chosen in turn under FailOpen, and every status is fine.',
  fix: 'keep the port out of the sidecar (annotation traffic.sidecar.istio.io/excludeInboundPorts) and let the picker serve TLS, or keep the sidecar out of the pod',
  cases: ['disagreements/picker-behind-sidecar'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: together(altered(PICKER_EXAMPLE, ['- name: epp\n', '- name: epp # <- MLM0526\n']), NAMESPACE),
  good: together(EXCLUDED, NAMESPACE),
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner)) {
      const isAsked = index.pickers.servicesOf(picker).length > 0;
      if (isAsked && hasSidecar(picker.pods, index) && !comesInPastSidecar(picker.pods, picker.extProcPort)) {
        yield { at: picker.at('name'), data: { port: picker.extProcPort } };
      }
    }
  },
});

export const metricsBehindStrict = rule({
  code: 'MLM0527',
  name: 'metrics-behind-strict',
  severity: 'error',
  title: 'An endpoint picker cannot read the metrics of its servers',
  kinds: [INFERENCE_POOL],
  message: 'the sidecars of {servers} take mutual TLS only, and {picker} asks pods by their address, in plaintext',
  why: 'The picker reads metrics from the addresses of pods. A sidecar knows pods by their addresses only where a headless Service selects them (a ztunnel always does); '
    + 'without one, and outside of the mesh, it is refused, knows no load and no cache, and chooses blindly, while every status is fine.',
  fix: 'give the picker a sidecar, and the servers a headless Service with the port of their metrics, named tcp-…; or make the port PERMISSIVE',
  cases: ['disagreements/strict-scraping'],
  evidence: 'with 50 requests waiting at one of two servers, both are chosen alike',
  bad: together(altered(PICKER_EXAMPLE, ['targetPorts:', 'targetPorts: # <- MLM0527'], ['      labels:\n        app: llama-epp\n', `      labels:
        app: llama-epp
        sidecar.istio.io/inject: "false"
`]), NAMESPACE, STRICT_MTLS),
  good: together(EXCLUDED, NAMESPACE, together(STRICT_MTLS, yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: llama-metrics
    namespace: ml-serving
  spec:
    clusterIP: None
    selector:
      app: llama
    ports:
      - name: tcp-metrics
        port: 8000
`)),
  * check(pool, { index }) {
    const service = index.pickers.serviceOf(pool);
    const [picker] = service === undefined ? [] : index.pickers.behind(service);
    const servers = picker && index.pods.matching(pool.namespace, pool.spec.selector.matchLabels ?? {})
      .find((pods) => isClosedTo(picker, pods, pool.spec.targetPorts.map(({ number }) => number), index));
    if (servers !== undefined) {
      yield { at: pool.at('spec', 'targetPorts'), data: { servers: servers.owner.id, picker: picker.owner.id }, related: [{ at: picker.at('name'), label: 'the picker' }] };
    }
  },
});

function hasSidecar(pods: PodSet, index: ManifestIndex): boolean {
  return index.namespaces.membership(pods) === DataPlane.SIDECAR;
}

function isClosedTo(picker: Picker, servers: PodSet, targetPorts: readonly number[], index: ManifestIndex): boolean {
  const metricsPorts = picker.has('model-server-metrics-port') ? [Number(picker.flag('model-server-metrics-port'))] : targetPorts;
  const isStrict = hasSidecar(servers, index) && metricsPorts.some((port) => index.peers.modeOf(servers, port) === 'STRICT');
  const isKnown = index.servicesOf(servers).some(({ spec: { clusterIP, ports = [] } }) => clusterIP === 'None'
    && ports.some(({ port, targetPort = port }) => metricsPorts.includes(Number(targetPort))));
  return isStrict && !(index.namespaces.membership(picker.pods) === DataPlane.AMBIENT || (hasSidecar(picker.pods, index) && isKnown));
}
