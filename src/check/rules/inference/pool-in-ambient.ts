import { PICKER_EXAMPLE } from './picker-example';
import { DataPlane } from '../../../core/versions/data-plane';
import { GATEWAY, INFERENCE_POOL } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = `${PICKER_EXAMPLE}---\n${yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      team: models
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
        namespace: gateways
    rules:
      - backendRefs:
          - group: inference.networking.k8s.io
            kind: InferencePool
            name: llama
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: gateways
  spec:
    gatewayClassName: istio
    listeners:
      - name: http
        port: 80
        protocol: HTTP
        allowedRoutes:
          namespaces:
            from: All
`}`;

export const poolInAmbient = rule({
  code: 'MLM0528',
  name: 'pool-in-ambient',
  severity: 'warning',
  title: 'The model servers of a pool are in ambient mode',
  kinds: [INFERENCE_POOL],
  message: '{pods} is in ambient mode: gateways take such servers in turn, whatever the endpoint picker says',
  why: 'A gateway reaches pods in ambient mode by a tunnel and knows them by the name of the tunnel, the picker names their address: Envoy finds no such endpoint and takes the next one. '
    + 'Queues, caches of prefixes and adapters do not count, every request is answered, and nothing says so.',
  fix: 'give the servers a sidecar (sidecar.istio.io/inject: "true") or take them out of the mesh (istio.io/dataplane-mode: none)',
  cases: ['inference/picker-ambient'],
  evidence: 'a server with a queue, which the picker avoids, gets its share all the same',
  bad: altered(GOOD, ['name: llama\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels', 'name: llama # <- MLM0528\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels'],
    ['team: models', 'istio.io/dataplane-mode: ambient']),
  good: GOOD,
  * check(pool, { index }) {
    const isServed = index.all(GATEWAY).some(({ spec: { gatewayClassName } }) => gatewayClassName === 'istio');
    const servers = !isServed || pool.spec.endpointPickerRef === undefined ? [] : index.pods.matching(pool.namespace, pool.spec.selector.matchLabels);
    // Of a namespace that is not known the data plane is not either.
    const [ambient] = servers.filter((pods) => index.namespaces.isKnown(pods.namespace) && index.namespaces.membership(pods) === DataPlane.AMBIENT);
    if (ambient !== undefined) {
      yield { at: pool.at('metadata', 'name'), data: { pods: ambient.owner.id } };
    }
  },
});
