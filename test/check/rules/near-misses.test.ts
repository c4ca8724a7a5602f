import { altered, type RuleExampleOptions } from '../../../src/check/rule';
import { findRule } from '../../../src/check/rules';
import { reportOn } from '../findings-of';

type Changes = readonly (readonly [from: string, to: string])[];
type Row = [code: string, what: string, changes: Changes, options: RuleExampleOptions];
type WrittenRow = readonly [code: string, what: string, changes: Changes, options?: RuleExampleOptions];

function isFound(code: string, example: string, options: RuleExampleOptions): boolean {
  const rule = findRule(code)!;
  const { findings } = reportOn(example, { isComplete: rule.isAbsence, ...rule.options, ...options });
  expect(findings.filter((finding) => finding.rule.code.startsWith('MLM00')).map(({ message }) => message)).toEqual([]);
  return findings.some((finding) => finding.rule === rule && finding.isOpenWorld !== true);
}

function row([code, what, changes, options = {}]: WrittenRow): Row {
  return [code, what, changes, options];
}

/** What follows the kind of a Pod, up to the next object's. */
const LOGGED_POD = `
metadata:
  name: model
  namespace: istio-system
  labels:
    app: model
spec:
  containers: []
---
apiVersion: v1
`;

/** An entry of a host outside of the mesh with one port, up to the kind of the next object. */
function entryFor(port: number): string {
  return `Namespace
metadata:
  name: n${port}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: registry-${port}
  namespace: ml-serving
spec:
  hosts: [registry.example.com]
  resolution: DNS
  ports:
    - number: ${port}
      name: http
      protocol: HTTP
---
apiVersion: v1
`;
}

/** A role of every cluster for the account of the picker, before the first object. */
const REVIEWER = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: llama-epp-metrics
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:auth-delegator
subjects:
  - kind: ServiceAccount
    name: llama-epp
    namespace: ml-serving
---
`;

/** A further match of a route's rule, which ends with what is given. */
function orMatch(text: string): readonly [string, string] {
  return ['# <- MLM0533\n              value: llama\n', `# <- MLM0533\n              value: llama\n${text}`];
}

/** The wrong example, changed so that it is right after all. */
const RIGHT: readonly WrittenRow[] = [
  ['MLM0106', 'a policy for a class of Istio itself', [['kind: Gateway\n      name: gatewy # <- MLM0106', 'kind: GatewayClass\n      name: istio-waypoint']]],
  ['MLM0107', 'a certificate of another kind', [['- name: certificat # <- MLM0107', '- name: certificat\n            group: example.com\n            kind: Vault']]],
  ['MLM0204', 'a rule with one match of its own', [['value: /v1/models/\n', 'value: /v1/models/\n        - path:\n            value: /v2/models\n']]],
  ['MLM0204', 'a rule that is told apart by a header', [['value: /v1/models/\n', 'value: /v1/models/\n          headers:\n            - name: x-model-version\n              value: v2\n']]],
  ['MLM0205', 'routes on different listeners', [
    ['        protocol: HTTP\n', '        protocol: HTTP\n      - name: other\n        port: 81\n        protocol: HTTP\n'],
    ['name: llama\n    namespace: ml-serving\n  spec:\n    parentRefs:\n      - name: gateway\n', 'name: llama\n    namespace: ml-serving\n  spec:\n    parentRefs:\n      - name: gateway\n        sectionName: other\n'],
    ['name: qwen\n    namespace: ml-serving\n  spec:\n    parentRefs:\n      - name: gateway\n', 'name: qwen\n    namespace: ml-serving\n  spec:\n    parentRefs:\n      - name: gateway\n        sectionName: http\n'],
  ].map(([from, to]) => [from.replace(/^ {2}/gm, ''), to.replace(/^ {2}/gm, '')] as const)],
  ['MLM0206', 'a VirtualService of a gateway', [['hosts: [model]', 'gateways: [edge]\n  hosts: [model]']]],
  ['MLM0207', 'a port of which nothing is said', [['- name: http', '- name: model']]],
  ['MLM0211', 'a path that is no method', [['/inference.GRPCInferenceService/ModelInfer', '/v1/models/llama']]],
  ['MLM0208', 'a parentRef to the port that is HTTP', [
    ['      name: model # <- MLM0208', '      name: model\n      port: 8080'], ['- name: tcp-model\n      port: 80', '- name: tcp-model\n      port: 80\n    - name: http\n      port: 8080'],
  ]],
  ['MLM0209', 'a last rule for every path', [['            host: llm\n', '            host: llm\n    - match:\n        - uri:\n            prefix: /\n      route:\n        - destination:\n            host: llm\n']]],
  ['MLM0215', 'a group that is not kept', [['?!admin', '?:admin']]],
  ['MLM0210', 'a rewrite to the root', [['uri: /v2/models # <- MLM0210', 'uri: /']]],
  ['MLM0210', 'a prefix whose continuation comes first', [
    ['            prefix: /models/\n', '            prefix: /models/\n        - uri:\n            prefix: /models\n'], ['uri: /v2/models # <- MLM0210', 'uri: /'],
  ]],
  ['MLM0217', 'a backend without weight', [['          filters:', '          weight: 0\n          filters:'], ['---', '        - name: llm-server\n          port: 8000\n---']]],
  ['MLM0308', 'a Service that a gateway sends to as well', [['      - backendRefs:\n        - name: inference-v1\n', '      - backendRefs:\n        - name: inference\n          port: 80\n        - name: inference-v1\n'].map((text) => text.replace(/^ {2}/, '')) as [string, string]]],
  ['MLM0309', 'embeddings, which are no stream', [['/v1/chat/completions', '/v1/embeddings']]],
  ['MLM0309', 'a limit of half a minute', [['15s', '30s']]],
  ['MLM0309', 'no limit', [['15s', '0s']]],
  ['MLM0310', 'its own bound of silence beside the profile', [['profile: EDGE', 'profile: EDGE, httpStreamIdleTimeout: 900s']]],
  ['MLM0310', 'an Istio that does not know the profile', [], { istio: '1.30.6' }],
  ['MLM0404', 'pods that take plaintext too', [['mode: STRICT', 'mode: PERMISSIVE']]],
  ['MLM0404', 'a port that is kept out of the sidecar', [['  labels:\n    app: model\n', '  labels:\n    app: model\n  annotations:\n    traffic.sidecar.istio.io/excludeInboundPorts: "8080"\n']]],
  ['MLM0404', 'the only port with settings of its own', [['      mode: DISABLE # <- MLM0404', '      mode: DISABLE\n    portLevelSettings:\n      - port:\n          number: 80\n        tls:\n          mode: ISTIO_MUTUAL']]],
  ['MLM0404', 'a port that the Service does not have', [['    tls:\n      mode: DISABLE # <- MLM0404', '    portLevelSettings:\n      - port:\n          number: 81\n        tls:\n          mode: DISABLE']]],
  ['MLM0404', 'a subset of other pods', [['  trafficPolicy:\n    tls:\n      mode: DISABLE # <- MLM0404', '  subsets:\n    - name: v2\n      labels:\n        version: v2\n      trafficPolicy:\n        tls:\n          mode: DISABLE']]],
  ['MLM0404', 'pods outside of the mesh', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0405', 'an account of a namespace that is not known', [['ml-serving/gateway-sa', 'elsewhere/gateway-sa']]],
  ['MLM0405', 'the account that an annotation names', [['kind: Gateway\nmetadata:\n', 'kind: Gateway\nmetadata:\n  annotations:\n    gateway.istio.io/service-account: gateway-sa\n']]],
  ['MLM0406', 'whole namespaces, that of the waypoint among them', [['serviceAccounts: [ml-frontend/frontend]', 'namespaces: [ml-serving]']]],
  ['MLM0406', 'a wildcard at the end of a principal', [['serviceAccounts: [ml-frontend/frontend]', 'principals: [cluster.local/ns/ml-serving/*]']]],
  ['MLM0406', 'a wildcard at its beginning', [['serviceAccounts: [ml-frontend/frontend]', 'principals: ["*/sa/waypoint"]']]],
  ['MLM0406', 'a deny', [['  selector:\n    matchLabels:\n      app: model\n  rules', '  action: DENY\n  selector:\n    matchLabels:\n      app: model\n  rules']]],
  ['MLM0407', 'a namespace of which the labels are not known', [['  name: ml-serving\n  labels', '  name: other\n  labels']]],
  ['MLM0408', 'a gateway without routes', [['      - name: gateway\n    rules', '      - name: another\n    rules'].map((text) => text.replace(/^ {2}/gm, '')) as [string, string]]],
  ['MLM0408', 'a deny for some pods', [['spec: {}', 'spec:\n  selector:\n    matchLabels:\n      app: model']]],
  ['MLM0409', 'a condition on a claim', [['      - from:\n        - source:\n            ipBlocks: [10.0.0.0/8]', '      - when:\n        - key: request.auth.claims[tier]\n          values: [gold]'].map((text) => text.replace(/^ {2}/, '')) as [string, string]]],
  ['MLM0410', 'a Service of which nobody says anything', [['      name: model\n  rules', '      name: other\n  rules']]],
  ['MLM0411', 'a version that gets nothing', [['          port: 80\n', '          port: 80\n          weight: 0\n']]],
  ['MLM0432', 'two policies that say the same', [['mode: PERMISSIVE', 'mode: STRICT']]],
  ['MLM0432', 'a policy of another namespace', [['name: default # <- MLM0432\n  namespace: ml-serving', 'name: default\n  namespace: other']]],
  ['MLM0432', 'a policy of the root namespace for the same labels', [
    ['name: default # <- MLM0432\n  namespace: ml-serving\nspec:', 'name: default\n  namespace: istio-system\nspec:\n  selector:\n    matchLabels:\n      app: model'],
    ['spec:\n  mtls:\n    mode: PERMISSIVE', 'spec:\n  selector:\n    matchLabels:\n      app: model\n  mtls:\n    mode: PERMISSIVE'],
  ]],
  ['MLM0432', 'policies for different pods', [
    ['spec:\n  mtls:\n    mode: STRICT', 'spec:\n  selector:\n    matchLabels:\n      app: other\n  mtls:\n    mode: STRICT'],
    ['spec:\n  mtls:\n    mode: PERMISSIVE', 'spec:\n  selector:\n    matchLabels:\n      app: model\n  mtls:\n    mode: PERMISSIVE'],
  ]],
  ['MLM0135', 'addresses', [['  resolution: DNS\n', '  resolution: DNS\n  addresses: [192.0.2.7]\n']]],
  ['MLM0135', 'TLS', [['protocol: TCP', 'protocol: TLS']]],
  ['MLM0135', 'a port that nobody else has', [['      port: 80\n', '      port: 81\n']]],
  ['MLM0135', 'pods without a sidecar', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']]],
  ['MLM0135', 'an entry that the pods are not told of', [['  resolution: DNS\n', '  resolution: DNS\n  exportTo: [elsewhere]\n']]],
  ['MLM0135', 'TCP behind the same port', [['    - name: http\n', '    - name: tcp\n']]],
  ['MLM0135', 'sidecars that answer DNS', [['apiVersion: networking.istio.io/v1', `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: '{defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true"}}}'
---
apiVersion: networking.istio.io/v1`]]],
  ['MLM0135', 'what goes to wherever it is addressed and is found there', [['      targetPort: 443\n', '']]],
  ['MLM0135', 'what is not HTTP', [['protocol: TCP', 'protocol: REDIS']]],
  ['MLM0135', 'the port of TLS', [['number: 80', 'number: 443'], ['targetPort: 443', 'targetPort: 8443'], ['      port: 80\n', '      port: 443\n']]],
  ['MLM0135', 'a Service that stands for another name', [['  selector:\n    app: model\n', '  type: ExternalName\n  externalName: model.example.com\n']]],
  ['MLM0135', 'an address of nobody', [['  resolution: DNS\n', '  resolution: NONE\n']]],
  ...[
    ['a port that the sidecar does not take', 'traffic.sidecar.istio.io/excludeOutboundPorts: "80"'],
    ['a sidecar that answers DNS', 'proxy.istio.io/config: \'{"proxyMetadata": {"ISTIO_META_DNS_CAPTURE": "true"}}\''],
    ['a gateway', 'inject.istio.io/templates: gateway'],
  ].map(([what, annotation]) => ['MLM0135', what, [['  labels:\n    app: model\n', `  labels:\n    app: model\n  annotations:\n    ${annotation}\n`]]] as const),
  ['MLM0135', 'sidecars that a ProxyConfig lets answer DNS', [['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata:
  name: dns
  namespace: istio-system
spec:
  environmentVariables:
    ISTIO_META_DNS_CAPTURE: "true"
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'a ProxyConfig that goes before the annotation of its pods', [
    ['  labels:\n    app: model\n', '  labels:\n    app: model\n  annotations:\n    proxy.istio.io/config: \'{"proxyMetadata": {"ISTIO_META_DNS_CAPTURE": "false"}}\'\n'],
    ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata:
  name: dns
  namespace: ml-serving
spec:
  selector:
    matchLabels:
      app: model
  environmentVariables:
    ISTIO_META_DNS_CAPTURE: "true"
---
apiVersion: v1
kind: Service
`],
  ]],
  ['MLM0136', 'addresses of one of them', [['  hosts:\n    - features.example.com\n', '  addresses: [192.0.2.7]\n  hosts:\n    - features.example.com\n']]],
  ['MLM0136', 'TLS', [['    - number: 5432 # <- MLM0136\n      name: tcp\n      protocol: TCP\n', '    - number: 5432\n      name: tls\n      protocol: TLS\n']]],
  ['MLM0136', 'a host that the pods are not told of', [['    - features.example.com\n', '    - features.example.com\n  exportTo: [elsewhere]\n']]],
  ['MLM0136', 'ambient mode', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']]],
  ['MLM0435', 'UDP', [['    - name: http\n      port: 80\n', '    - name: dns\n      protocol: UDP\n      port: 53\n']]],
  ['MLM0435', 'a port that the pods do not have', [['targetPort: 8080', 'targetPort: nowhere']]],
  ['MLM0435', 'a port of the proxy', [['targetPort: 8080', 'targetPort: 15021']]],
  ['MLM0435', 'a gateway', [['  labels:\n    app: model\n', '  labels:\n    app: model\n  annotations:\n    inject.istio.io/templates: gateway\n']]],
  ['MLM0435', 'a DestinationRule that says it', [['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
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
`]]],
  ['MLM0435', 'a mesh without automatic mutual TLS', [['apiVersion: v1\nkind: Service\n', `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: 'enableAutoMtls: false'
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0435', 'another port', [['    mode: STRICT', '    mode: PERMISSIVE\n  portLevelMtls:\n    9090:\n      mode: STRICT']]],
  ['MLM0435', 'ambient mode', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']]],
  ['MLM0435', 'a port that the sidecar does not take', [['  labels:\n    app: model\n', '  labels:\n    app: model\n  annotations:\n    traffic.sidecar.istio.io/excludeInboundPorts: "8080"\n']]],
  ['MLM0434', 'a Service of which no proxy is told', [['  host: model\n', '  host: other\n']]],
  ['MLM0434', 'plaintext by the DestinationRule', [['    connectionPool:\n', '    tls:\n      mode: DISABLE\n    connectionPool:\n']]],
  ['MLM0434', 'plaintext by the DestinationRule, for the port', [['    connectionPool:\n', '    portLevelSettings:\n      - port:\n          number: 80\n        tls:\n          mode: DISABLE\n    connectionPool:\n']]],
  ['MLM0434', 'plaintext by a policy of the port', [['apiVersion: networking.istio.io/v1', `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: model
  namespace: ml-serving
spec:
  selector:
    matchLabels:
      app: model
  portLevelMtls:
    8080:
      mode: DISABLE
---
apiVersion: networking.istio.io/v1`]]],
  ['MLM0434', 'a mesh without automatic mutual TLS', [['apiVersion: networking.istio.io/v1', `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: 'enableAutoMtls: false'
---
apiVersion: networking.istio.io/v1`]]],
  ['MLM0434', 'a port for the pods among themselves', [['excludeInboundPorts: "8080"', 'excludeInboundPorts: "8080"\n    traffic.sidecar.istio.io/excludeOutboundPorts: "8080"']]],
  ['MLM0434', 'pods without a sidecar', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0434', 'a port by name', [['targetPort: 8080', 'targetPort: http']]],
  ['MLM0986', 'plaintext for the proxy to encrypt, by a route', [['kind: ServiceEntry\n', `kind: VirtualService
metadata:
  name: provider
  namespace: ml-serving
spec:
  hosts: [provider.example.com]
  http:
    - route:
        - destination:
            host: api.example.com
            port:
              number: 80
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
`]]],
  ['MLM0986', 'plaintext for the proxy to encrypt, by a route of Gateway API', [['apiVersion: networking.istio.io/v1\nkind: ServiceEntry\n', `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: provider
  namespace: ml-serving
spec:
  rules:
    - backendRefs:
        - group: networking.istio.io
          kind: Hostname
          name: api.example.com
          port: 80
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
`]]],
  ['MLM0986', 'settings of the port that leave TLS to callers', [['    tls:\n', '    portLevelSettings:\n      - port:\n          number: 80\n        tls:\n          mode: DISABLE\n    tls:\n']]],
  ['MLM0986', 'settings of the port that lose TLS', [['    tls:\n', '    portLevelSettings:\n      - port:\n          number: 80\n        connectionPool:\n          tcp:\n            maxConnections: 10\n    tls:\n']]],
  ['MLM0970', 'a short name', [['models.ml-serving.svc.cluster.local', 'model']]],
  ['MLM0986', 'a host of the mesh', [['MESH_EXTERNAL', 'MESH_INTERNAL']]],
  ['MLM0433', 'a rule for paths that no question over gRPC has', [['    - {}', '    - to:\n        - operation:\n            paths: [/v1/*]']]],
  ['MLM0433', 'a rule for paths that come behind a prefix in questions over HTTP', [
    ['    - {}', '    - to:\n        - operation:\n            paths: [/v1/*]'],
    ['envoyExtAuthzGrpc:\n', 'envoyExtAuthzHttp:\n          pathPrefix: /questions\n'],
  ]],
  ['MLM0433', 'a rule for the port of other pods', [['    - {}', '    - to:\n        - operation:\n            ports: ["8080"]']]],
  ['MLM0433', 'a rule for callers by address', [['    - {}', '    - from:\n        - source:\n            ipBlocks: [10.0.0.0/8]']]],
  ['MLM0433', 'a rule for what a header says', [['    - {}', '    - when:\n        - key: request.headers[x-team]\n          values: [ml]']]],
  ['MLM0433', 'a port that is kept out of the sidecar', [['  labels:\n    app: opa\n', '  labels:\n    app: opa\n  annotations:\n    traffic.sidecar.istio.io/excludeInboundPorts: "9191"\n']]],
  ['MLM0433', 'a server without a sidecar', [['  labels:\n    app: opa\n', '  labels:\n    app: opa\n    sidecar.istio.io/inject: "false"\n']]],
  ['MLM0433', 'pods in ambient mode, where nobody asks', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']]],
  ['MLM0433', 'a server of another provider', [['      - name: opa\n        envoy', '      - name: other\n        envoy']]],
  ['MLM0433', 'a policy on trial', [['  name: ask\n', '  name: ask\n  annotations:\n    istio.io/dry-run: "true"\n']]],
  ['MLM0433', 'a server of another namespace', [['service: opa.ml-serving', 'service: opa.ml-policies']]],
  ['MLM0512', 'a certificate of the picker\'s own', [['            - --pool-namespace=ml-serving\n', '            - --pool-namespace=ml-serving\n            - --cert-path=/certificate\n']]],
  ['MLM0514', 'the port by its name', [['targetPort: 9090', 'targetPort: grpc'], ['            args:', '            ports:\n              - name: grpc\n                containerPort: 9002\n            args:'].map((text) => text.replace(/^ {2}/gm, '')) as [string, string]]],
  ['MLM0516', 'h2c of Kubernetes\' own', [['port: 9002 # <- MLM0516', 'port: 9002\n      appProtocol: kubernetes.io/h2c']]],
  ['MLM0519', 'a release that nobody knows', [['gateway-api-inference-extension/epp:v1.5.0', 'own/epp:1'], ['pluginRef: queue', 'pluginRef: queue-scorer']]],
  ['MLM0520', 'a detector of saturation, which llm-d keeps there', [['    flowControl:\n      defaultRequestTTL: 3s', '    flowControl:\n      saturationDetector:\n        pluginRef: utilization-detector']]],
  ['MLM0522', 'a release that may know it', [['gateway-api-inference-extension/epp:v1.5.0', 'own/epp:1']]],
  ['MLM0540', 'the port that a flag names', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --grpc-health-port=9002\n']]],
  ['MLM0540', 'the port for Envoy, where it tells of its health, too', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --health-checking\n']]],
  ['MLM0540', 'a port that a variable says', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --grpc-health-port=$(HEALTH)\n          env:\n            - name: HEALTH\n              value: "9002"\n']]],
  ['MLM0540', 'a port that a variable of a ConfigMap says', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --grpc-health-port=$(HEALTH)\n          env:\n            - name: HEALTH\n              valueFrom:\n                configMapKeyRef:\n                  name: ports\n                  key: health\n']]],
  ['MLM0540', 'a probe by HTTP', [['            grpc:\n', '            httpGet:\n']]],
  ['MLM0524', 'no leader election', [['            - --ha-enable-leader-election\n', '']]],
  ['MLM0526', 'a picker outside of the mesh', [['        labels:\n          app: llama-epp\n', '        labels:\n          app: llama-epp\n          sidecar.istio.io/inject: "false"\n'].map((text) => text.replace(/^ {2}/gm, '')) as [string, string]]],
  ['MLM0527', 'a port that takes plaintext', [['  mtls:\n    mode: STRICT', '  selector:\n    matchLabels:\n      app: llama\n  portLevelMtls:\n    8000:\n      mode: PERMISSIVE\n  mtls:\n    mode: STRICT']]],
  ['MLM0527', 'a picker in ambient mode', [['sidecar.istio.io/inject: "false"', 'sidecar.istio.io/inject: "false"\n        istio.io/dataplane-mode: ambient']]],
  ['MLM0528', 'servers that are out of ambient mode', [['  labels:\n    app: llama\n', '  labels:\n    app: llama\n    istio.io/dataplane-mode: none\n']]],
  ['MLM0529', 'a name that is just short enough', [[`llama-${'x'.repeat(63)} #`, `llama-${'x'.repeat(57)} #`], [`pool-name=llama-${'x'.repeat(63)}`, `pool-name=llama-${'x'.repeat(57)}`]]],
  ['MLM0530', 'the picker of llm-d', [['registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0', 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0']]],
  ['MLM0531', 'two ConfigMaps of one base model', [['baseModel: qwen', 'baseModel: llama']]],
  ['MLM0531', 'ConfigMaps of two namespaces', [['name: qwen\n  namespace: ml-serving', 'name: qwen\n  namespace: other']]],
  ['MLM0531', 'a ConfigMap that is not for the router', [['name: qwen\n  namespace: ml-serving\n  labels:\n    inference.networking.k8s.io/bbr-managed: "true"', 'name: qwen\n  namespace: ml-serving']]],
  ['MLM0531', 'a ConfigMap that the router cannot read', [['"[sql-lora]"', '"sql-lora"']]],
  ['MLM0532', 'metrics without tokens', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --metrics-endpoint-auth=false\n']]],
  ['MLM0532', 'a role of every cluster', [['apiVersion: inference.networking.k8s.io/v1\n', `${REVIEWER}apiVersion: inference.networking.k8s.io/v1\n`]]],
  ['MLM0532', 'metrics to which no Service leads', [['    - name: http-metrics\n      port: 9090\n', '']]],
  ['MLM0532', 'a release that nobody knows', [['gateway-api-inference-extension/epp:v1.5.0', 'own/epp:1']]],
  ['MLM0533', 'a match of the adapter', [orMatch('        - headers:\n            - name: X-Gateway-Model-Name\n              value: sql-lora\n')]],
  ['MLM0533', 'a match of its base model', [orMatch('        - headers:\n            - name: x-gateway-base-model-name\n              value: llama\n')]],
  ['MLM0533', 'a match of an expression', [orMatch('        - headers:\n            - name: x-gateway-model-name\n              type: RegularExpression\n              value: .*-lora\n')]],
  ['MLM0533', 'a match of the adapter for some callers', [
    orMatch('        - headers:\n            - name: x-gateway-model-name\n              value: sql-lora\n            - name: x-tenant\n              value: beta\n'),
  ]],
  ['MLM0533', 'a match of everything', [orMatch('        - path:\n            value: /v1\n')]],
  ['MLM0533', 'another model', [['# <- MLM0533\n              value: llama', '\n              value: other']]],
  ['MLM0533', 'a model without adapters', [['  baseModel: llama\n  adapters: |\n    - sql-lora\n', '  baseModel: llama\n']]],
  ['MLM0533', 'plugins that may write other headers', [['            - --streaming\n', '            - --streaming\n            - --plugin=body-field-to-header:model\n']]],
  ['MLM0533', 'a route that no listener takes', [['    - name: gateway\n  hostnames', '    - name: gateway\n      sectionName: other\n  hostnames']]],
  ['MLM0533', 'a router of another gateway', [['kind: Gateway\n      name: gateway\n', 'kind: Gateway\n      name: other\n']]],
  ['MLM0533', 'ConfigMaps of another namespace than the router reads', [['              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.namespace\n', '              value: models\n']]],
  ['MLM0534', 'bodies as a whole, for a router that does not stream', [['FULL_DUPLEX_STREAMED', 'BUFFERED']]],
  ['MLM0534', 'another program', [['gateway-api-inference-extension/bbr:v1.5.0', 'own/router:1']]],
  ['MLM0535', 'a router that only reads headers', [['BUFFERED', 'NONE']]],
  ['MLM0535', 'another program', [['gateway-api-inference-extension/bbr:v1.5.0', 'own/router:1']]],
  ['MLM0536', 'a port that is called otherwise', [['- name: grpc\n', '- name: api\n']]],
  ['MLM0536', 'another port of the pods', [['- name: grpc\n              containerPort: 8000', '- name: grpc\n              containerPort: 8001\n            - containerPort: 8000']]],
  ['MLM0536', 'gRPC that goes over HTTP/1.1', [['- name: grpc\n', '- name: grpc-web\n']]],
  ['MLM0537', 'a parser that takes any version', [['- type: vllmgrpc-parser', '- type: passthrough-parser'], ['pluginRef: vllmgrpc-parser', 'pluginRef: passthrough-parser']]],
  ['MLM0537', 'a plugin that reads nothing', [['    parser:\n      pluginRef: vllmgrpc-parser\n', '']]],
  ['MLM0538', 'servers of which nothing says that they speak gRPC', [['- name: grpc\n', '- name: api\n']]],
  ['MLM0538', 'a parser for any API', [['    flowControl:\n', '    parser:\n      pluginRef: any\n    flowControl:\n'], ['- type: vllmgrpc-parser', '- type: passthrough-parser\n        name: any']]],
  ['MLM0538', 'a configuration that is not there', [['kind: ConfigMap\nmetadata:\n  name: llama-epp\n', 'kind: ConfigMap\nmetadata:\n  name: other\n']]],
  ['MLM0538', 'a picker of another release', [['gateway-api-inference-extension/epp:v1.5.0', 'own/epp:1']]],
  ['MLM0539', 'a path below which everything may lie', [['value: /v1/chat/completions', 'value: /']]],
  ['MLM0539', 'a path of another API', [['value: /v1/chat/completions', 'value: /v1/models']]],
  ['MLM0539', 'an expression', [['value: /v1/chat/completions', 'type: RegularExpression\n            value: /v1/chat/completions']]],
  ['MLM0539', 'a parser for any API', [['- type: vllmgrpc-parser', '- type: passthrough-parser'], ['pluginRef: vllmgrpc-parser', 'pluginRef: passthrough-parser']]],
  ['MLM0539', 'a picker of another release', [['gateway-api-inference-extension/epp:v1.5.0', 'own/epp:1']]],
  ['MLM0539', 'a picker that is not there', [['kind: Service\nmetadata:\n  name: llama-epp\n', 'kind: Service\nmetadata:\n  name: other\n']]],
  ['MLM0130', 'a class that is not of Istio', [['gatewayClassName: istio', 'gatewayClassName: envoy']]],
  ['MLM0131', 'a class that is not of Istio', [['istio.io/gateway-controller', 'gateway.envoyproxy.io/gatewayclass-controller']]],
  ['MLM0601', 'a waypoint of another namespace', [['istio.io/use-waypoint: waypont', 'istio.io/use-waypoint: none']]],
  ['MLM0602', 'callers with sidecars', [['istio.io/dataplane-mode: ambient', 'istio-injection: enabled']]],
  ['MLM0603', 'a namespace that is out of ambient mode', [['istio.io/dataplane-mode: ambient', 'istio.io/dataplane-mode: none']]],
  ['MLM0604', 'a Service without a waypoint', [['  labels:\n    istio.io/use-waypoint: waypoint\n', '']]],
  ['MLM0605', 'settings of TLS, which are for nobody\'s breaker', [['      outlierDetection:\n        consecutive5xxErrors: 5\n        maxEjectionPercent: 50\n', '      tls:\n        mode: ISTIO_MUTUAL\n'].map((text) => text.replace(/^ {2}/gm, '')) as [string, string]]],
  ['MLM0606', 'a job outside of the mesh', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0607', 'a job that works alone', [['command: [torchrun, --rdzv-endpoint=training-0:29500, train.py]', 'command: [python, train.py]']]],
  ['MLM0701', 'a provider of Istio itself', [['otell', 'envoy']]],
  ['MLM0702', 'providers of the whole mesh', [['  mesh: |\n', '  mesh: |\n    defaultProviders: { tracing: [otel] }\n']]],
  ['MLM0702', 'spans that are not wanted', [['- randomSamplingPercentage: 10 # <- MLM0702', '- randomSamplingPercentage: 10\n      disableSpanReporting: true']]],
  ['MLM0703', 'no sampling at all', [['0.1', '0']]],
  ['MLM0801', 'a version without weight', [['weight: 10', 'weight: 0']]],
  ['MLM0802', 'a version without weight', [['weight: 10', 'weight: 0']]],
  ['MLM0803', 'the same Service at two ports', [['- name: model-v1 # <- MLM0803', '- name: model-v2'], ['  name: model-v1\n  namespace: ml-serving\nspec:\n  selector:', '  name: model-v3\n  namespace: ml-serving\nspec:\n  selector:']]],
  ['MLM0804', 'one destination, whose weight says nothing', [['        - destination:\n            host: model-v2\n          weight: 30\n', '']]],
  ['MLM0805', 'a path that costs nothing', [['/v1/chat/completions', '/v1/models']]],
  ...['cluster.local/ns/ml-frontend/sa/frontend', '"*/sa/frontend"', 'ns/ns/ml-frontend/sa/frontend'].map((principal) => (
    ['MLM0425', `the principal ${principal}`, [['ns/ml-frontend/sa/frontend # <- MLM0425', principal], ['post # <- MLM0425', 'PUR*'], ['/v1/models/*/infer # <- MLM0425', '/.*']]] as const)),
  ['MLM0427', 'any issuer', [['https://other.example.com/*', '"*/alice"']]],
  ['MLM0427', 'pods outside of the mesh', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0427', 'what waypoints in other namespaces may read', [['selector:\n    matchLabels:\n      app: model\n  rules', 'targetRefs:\n    - kind: Service\n      group: ""\n      name: model\n  rules'], ['https://other.example.com/*', '"*"']]],
  ['MLM0413', 'an alias of the trust domain', [['trustDomain: prod.example.com', 'trustDomain: prod.example.com\n    trustDomainAliases: [staging.example.com]']]],
  ['MLM0413', 'what stands for the domain of the mesh, at a sidecar', [['staging.example.com/ns', 'cluster.local/ns']], { dataPlane: 'sidecar' }],
  ['MLM0414', 'a wildcard that fits', [['[ml-frontends]', '[ml-*]']]],
  ['MLM0403', 'a machine outside of Kubernetes', [['kind: Pod', `kind: Namespace
metadata:
  name: machines
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata:
  name: model
  namespace: ml-serving
  labels:
    app: models
spec:
  address: 10.0.0.9
---
apiVersion: v1
kind: Pod`]]],
  ['MLM0403', 'machines that register themselves, chosen for the whole mesh', [
    ['name: model\n  namespace: ml-serving\nspec:\n  selector', 'name: model\n  namespace: istio-system\nspec:\n  selector'],
    ['apiVersion: v1\nkind: Pod', `apiVersion: networking.istio.io/v1
kind: WorkloadGroup
metadata:
  name: machines
  namespace: ml-serving
spec:
  metadata:
    labels:
      app: models
  template: {}
---
apiVersion: v1
kind: Pod`],
  ]],
  ['MLM0108', 'pods of a Rollout', [['apiVersion: v1\nkind: Service\n', `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: features
  namespace: ml-serving
spec:
  template:
    metadata:
      labels:
        app: features
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0803', 'a Rollout, whose controller tells the versions apart', [['replicas: 3', 'replicas: 2'], [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: model-v2', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: model-v2',
  ]]],
  ['MLM0424', 'a server of the mesh', [['MESH_EXTERNAL', 'MESH_INTERNAL']]],
  ['MLM0424', 'the gateway of another mesh', [['targetPort: 443', 'targetPort: 15443']]],
  ['MLM0612', 'a label that says what the namespace says', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0612', 'a namespace of which nothing is known', [['kind: Namespace\nmetadata:\n  name: ml-serving', 'kind: Namespace\nmetadata:\n  name: other']]],
  ['MLM0974', 'a label of somebody else', [['istio.io/data-plane-mode', 'example.com/data-plane-mode']]],
  ['MLM0974', 'a label of an operator', [['istio.io/data-plane-mode: ambient', 'install.operator.istio.io/owning-resource: mesh']]],
  ['MLM0976', 'a port of its own', [['https://app.example.com/', 'http://app.example.com:8080']]],
  ['MLM0976', 'pages that are not of the web', [['https://app.example.com/', 'capacitor://localhost']]],
  ['MLM0976', 'any origin', [['https://app.example.com/', '"*"']]],
  ['MLM0414', 'the namespace of the mesh itself', [['[ml-frontends]', '[istio-system]']]],
  ['MLM0415', 'pods that are no Gateway\'s', [['gateway.networking.k8s.io/gateway-name: edge', 'app: model']]],
  ['MLM0416', 'tokens that every proxy of the namespace reads', [['name: tokens\n  namespace: ml-serving', 'name: tokens\n  namespace: gateways']]],
  ['MLM0417', 'a Deployment that is not istiod', [['  labels:\n    app: istiod\nspec', '  labels:\n    app: other\nspec']]],
  ['MLM0603', 'a namespace without injection', [['istio-injection: enabled', 'istio-injection: disabled']]],
  ['MLM0608', 'a part of Istio itself', [['  namespace: ml-serving\nspec:\n  selector:\n    matchLabels', '  namespace: ml-serving\n  labels:\n    release: istio\nspec:\n  selector:\n    matchLabels']]],
  ['MLM0609', 'pods that ask for injection', [['istio-injection: disabled', 'team: models'], ['        app: model\n    spec', '        app: model\n        sidecar.istio.io/inject: "true"\n    spec']]],
  ['MLM0610', 'pods in ambient mode', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient']]],
  ['MLM0613', 'a waypoint for all namespaces', [['protocol: HBONE', 'protocol: HBONE\n      allowedRoutes:\n        namespaces:\n          from: All']]],
  ['MLM0613', 'no waypoint', [['istio.io/use-waypoint: waypoint # <- MLM0613', 'istio.io/use-waypoint: none']]],
  ['MLM0613', 'the waypoint of the namespace itself', [['namespace: ml-waypoints\nspec', 'namespace: ml-serving\nspec'], ['use-waypoint-namespace: ml-waypoints', 'use-waypoint-namespace: ml-serving']]],
  ['MLM0613', 'a Gateway that its class binds', [['gatewayClassName: istio-waypoint', 'gatewayClassName: sandwich']]],
  ['MLM0613', 'a Service of a namespace of which the labels are not known', [
    ['kind: Namespace\nmetadata:\n  name: ml-serving', 'kind: Service\nmetadata:\n  name: model\n  namespace: ml-serving'],
    ['ml-waypoints\n---', 'ml-waypoints\nspec:\n  ports:\n    - port: 80\n---'],
    ['protocol: HBONE', 'protocol: HBONE\n      allowedRoutes:\n        namespaces:\n          from: Selector\n          selector:\n            matchLabels:\n              team: ml'],
  ]],
  ['MLM0611', 'a waypoint for both', [['istio.io/waypoint-for: workload', 'istio.io/waypoint-for: all']]],
  ['MLM0704', 'a provider of the whole mesh', [['    extensionProviders:', '    defaultProviders: { accessLogging: [envoy] }\n    extensionProviders:']]],
  ['MLM0704', 'a log that is switched off', [['- match: # <- MLM0704', '- disabled: true\n      match:']]],
  ['MLM0705', 'Telemetries of two namespaces', [['name: logs # <- MLM0705\n  namespace: istio-system', 'name: logs\n  namespace: ml-serving']]],
  ['MLM0705', 'Telemetries of the same pods about different things', [
    ['name: logs # <- MLM0705\n  namespace: istio-system\nspec:\n', 'name: logs\n  namespace: istio-system\nspec:\n  selector:\n    matchLabels:\n      app: model\n'],
    ['name: tracing # <- MLM0705\n  namespace: istio-system\nspec:\n', 'name: tracing\n  namespace: istio-system\nspec:\n  selector:\n    matchLabels:\n      app: model\n'],
    ['kind: ConfigMap\n', `kind: Pod${LOGGED_POD}kind: ConfigMap\n`],
  ]],
  ['MLM0706', 'a sidecar, which gives the metrics with its own', [['istio.io/dataplane-mode: ambient', 'istio-injection: enabled']]],
  ['MLM0943', 'a host in full', [['model.serving.svc', 'model.ml-serving.svc']]],
  ['MLM0944', 'a port that a second ServiceEntry has', [
    ['host: model\n            subset: v1', 'host: registry.example.com'], ['kind: Pod\n', `kind: ${entryFor(80)}kind: ${entryFor(8080)}kind: Pod\n`],
  ]],
  ['MLM0946', 'the port that callers in the mesh came for', [['  gateways:\n    - ml-serving/edge\n  hosts:\n    - inference.example.com', '  hosts:\n    - model']]],
  ['MLM0947', 'a Service that nobody divides', [['            host: model\n            subset: v1', '            host: model']]],
  ['MLM0948', 'pods of another namespace', [['  namespace: gateways\n  labels:\n    istio: ingress\n', '  namespace: elsewhere\n  labels:\n    istio: ingressgateway\n']]],
  ['MLM0949', 'the targetPort of the Service', [['number: 9443', 'number: 8443']]],
  ['MLM0951', 'the other names of the keys', [['tls.crt', 'cert'], ['key.pem', 'key']]],
  ['MLM0951', 'a Secret that others fill', [
    [`  tls.crt: |
    -----BEGIN CERTIFICATE-----
    MIIB
    -----END CERTIFICATE-----
  key.pem: |
    -----BEGIN PRIVATE KEY-----
    MIIE
    -----END PRIVATE KEY-----
`, '  tls.crt: ""\n  tls.key: ""\n'],
  ]],
  ['MLM0952', 'Gateways of different pods', [['  name: second\n  namespace: gateways\nspec:\n  selector:\n    istio: ingress', '  name: second\n  namespace: gateways\nspec:\n  selector:\n    istio: internal']]],
  ['MLM0953', 'Gateways of different pods', [['  name: second\n  namespace: gateways\nspec:\n  selector:\n    istio: ingress', '  name: second\n  namespace: gateways\nspec:\n  selector:\n    istio: internal']]],
  ['MLM0954', 'every Service of a namespace', [['model.serving.svc.cluster.local', '"*.serving.svc.cluster.local"']]],
  ['MLM0955', 'a subset by zone', [['version: v2', 'topology.kubernetes.io/zone: a']]],
  ['MLM0956', 'entries that nobody sees both of', [['  namespace: ml-serving\nspec:\n', '  namespace: ml-serving\nspec:\n  exportTo: ["."]\n'], ['  namespace: batch\nspec:\n', '  namespace: batch\nspec:\n  exportTo: ["."]\n']]],
  ['MLM0957', 'a merge', [['REPLACE # <- MLM0957', 'MERGE']]],
  ['MLM0958', 'an insertion at the front', [['INSERT_BEFORE # <- MLM0958', 'INSERT_FIRST']]],
  ['MLM0959', 'annotations of others, and those for every object', [['sidecar.istio.io/proxyCpu: 500m', 'example.com/proxyCpu: 500m'], ['sidecar.istio.io/logLevel: debug', 'galley.istio.io/analyze-suppress: "*"']]],
  ['MLM0960', 'the label of the same name beside it', [['        app: model\n      annotations', '        app: model\n        sidecar.istio.io/inject: "true"\n      annotations']]],
  ['MLM0961', 'no port at all', [['metrics # <- MLM0961', '""']]],
  ['MLM0963', 'a share of nobody', [['percent: 10', 'percent: 0']]],
  ['MLM0965', 'the first release that istiod reads', [['v1.4.1', 'v1.5.0']]],
  ['MLM0966', 'pods with sidecars all the same', [['  name: model\n  namespace: ml-serving\n', '  name: model\n  namespace: ml-serving\n  labels:\n    sidecar.istio.io/inject: "true"\n']]],
  ['MLM0967', 'a protocol beside the name', [['name: api', 'name: api\n      appProtocol: http']]],
  ['MLM0968', 'a name that says more than tcp', [['name: tcp', 'name: tcp-registry']]],
  ['MLM0973', 'a share in the older field', [['abort: # <- MLM0973\n          httpStatus: 503', 'delay:\n          fixedDelay: 5s\n          percent: 10']]],
  ['MLM0973', 'an abort that answers nothing, which MLM0911 tells', [['httpStatus: 503', '{}'], ['abort: # <- MLM0973\n          {}', 'abort: {}']]],
  ['MLM0975', 'the full name beside the shortened one', [['- model.ml-serving # <- MLM0975', '- model.ml-serving\n    - model']]],
  ['MLM0977', 'a gateway that is listed, which may have the port', [['  hosts:', '  gateways: [mesh, edge]\n  hosts:']]],
  ['MLM0979', 'a protocol that is not declared', [['name: tcp-model', 'name: model']]],
  ['MLM0983', 'a delegate for everybody', [['    - .\n', '    - "*"\n']]],
  ['MLM0122', 'a certificate under the other names', [['tls.crt', 'cert'], ['key.pem', 'key']]],
  ['MLM0123', 'what every namespace has', [['name: authorities # <- MLM0123', 'name: istio-ca-root-cert']]],
  ['MLM0123', 'a bundle of trust-manager', [['kind: ConfigMap\nmetadata:', 'kind: Namespace\nmetadata:\n  name: other\n---\napiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata:\n'
    + '  name: authorities\nspec: {}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:']]],
  ['MLM0124', 'a certificate under the other name', [['ca.pem', 'cacert']]],
  ['MLM0125', 'all ports', [['      sectionName: tls # <- MLM0125\n', '']]],
  ['MLM0126', 'parameters of another class', [['gatewayClassName: istio', 'gatewayClassName: other']]],
  ['MLM0128', 'machines with the labels', [['kind: Pod\n', 'kind: Namespace\nmetadata:\n  name: other\n---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata:\n'
    + '  name: machine\n  namespace: ml-serving\n  labels:\n    app: models\nspec:\n  address: 192.0.2.7\n---\napiVersion: v1\nkind: Pod\n']]],
  ['MLM0431', 'a port that speaks TLS of its own', [['protocol: HTTP', 'protocol: HTTPS']]],
  ['MLM0431', 'the mutual TLS of the mesh, which comes by itself', [['mode: SIMPLE\n      sni: api.example.com', 'mode: ISTIO_MUTUAL']]],
  ['MLM0429', 'a beginning of the name of the namespace', [['[ml-gateway] # <- MLM0429', '["ml-*"]']]],
  ['MLM0429', 'an account of any namespace', [['cluster.local/ns/ml-frontend/sa/frontend', '"*/sa/frontend"']]],
  ['MLM0430', 'a proxy of their own', [['name: frontend\n          image: frontend', 'name: istio-proxy\n          image: proxyv2']]],
  ['MLM0430', 'others with that account, in the mesh', [['    metadata:\n      labels:\n        app: frontend\n', '    metadata:\n      labels:\n        app: frontend\n        istio.io/dataplane-mode: ambient\n']]],
  ['MLM0984', 'another Gateway that serves the host by TLS', [['    - hosts:\n        - "*.example.org"', `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: other
  namespace: gateways
spec:
  servers:
    - hosts:
        - ml/*.example.com`]]],
  ['MLM0985', 'callers that speak TLS themselves', [['protocol: HTTP', 'protocol: TLS']]],
  ['MLM0985', 'a host in the mesh', [['MESH_EXTERNAL', 'MESH_INTERNAL']]],
];

test.each(RIGHT.map(row))('%s: %s is right', (code, _, changes, options) => {
  const { bad } = findRule(code)!;

  expect(isFound(code, altered(bad, ...changes), options)).toBe(false);
});

/** The right example, changed so that it is wrong. */
const WRONG: readonly WrittenRow[] = [
  ['MLM0104', 'a ListenerSet without its Gateway', [
    ['kind: HTTPRoute', 'kind: ListenerSet'],
    ['parentRefs:\n    - name: shared\n      namespace: gateways\n  rules:\n    - filters:\n        - type: RequestRedirect\n          requestRedirect:\n            scheme: https\n',
      'parentRef:\n    name: shared\n  listeners:\n    - name: http\n      port: 81\n      protocol: HTTP\n'],
  ]],
  ['MLM0122', 'a ListenerSet with such a Secret', [
    ['kind: Gateway', 'kind: ListenerSet'], ['gatewayClassName: istio', 'parentRef:\n    name: gateway'], ['kind: Secret', `kind: Namespace
metadata:
  name: other
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gateway
  namespace: ml-serving
spec:
  gatewayClassName: istio
  listeners:
    - name: http
      port: 80
      protocol: HTTP
---
apiVersion: v1
kind: Secret`], ['tls.key', 'key.pem'],
  ]],
  ['MLM0124', 'text that is no certificate', [['-----BEGIN CERTIFICATE-----', 'none']]],
  ['MLM0404', 'a port', [['    tls:\n      mode: ISTIO_MUTUAL', '    portLevelSettings:\n      - port:\n          number: 80\n        tls:\n          mode: DISABLE # <- MLM0404']]],
  ['MLM0404', 'a port other than that with settings of its own', [
    ['      mode: ISTIO_MUTUAL', '      mode: DISABLE # <- MLM0404\n    portLevelSettings:\n      - port:\n          number: 81\n        tls:\n          mode: ISTIO_MUTUAL'], ['      port: 80\n', '      port: 80\n    - name: other\n      port: 81\n'],
  ]],
  ['MLM0404', 'settings of the only port that say nothing of TLS', [
    ['      mode: ISTIO_MUTUAL', '      mode: DISABLE # <- MLM0404\n    portLevelSettings:\n      - port:\n          number: 80\n        connectionPool:\n          http:\n            maxRetries: 5'],
  ]],
  ['MLM0404', 'a subset', [['  trafficPolicy:\n    tls:\n      mode: ISTIO_MUTUAL', '  subsets:\n    - name: v1\n      labels:\n        app: model\n      trafficPolicy:\n        tls:\n          mode: SIMPLE # <- MLM0404']]],
  ['MLM0429', 'who is left out again', [['namespaces: [ml-frontend]', 'notPrincipals: ["cluster.local/ns/ml-frontend/*"]']]],
  ['MLM0429', 'whose namespace is left out', [['namespaces: [ml-frontend]', 'notNamespaces: ["ml-*"]']]],
  ['MLM0985', 'a rule that is for another port', [['    tls:\n      mode: SIMPLE\n      sni: api.example.com\n', '    portLevelSettings:\n      - port:\n          number: 81\n        tls:\n          mode: SIMPLE\n']]],
  ['MLM0985', 'a rule that switches TLS off', [['mode: SIMPLE\n      sni: api.example.com', 'mode: DISABLE']]],
  ['MLM0106', 'a BackendTLSPolicy for a Service that is not there', [
    ['security.istio.io/v1\nkind: AuthorizationPolicy', 'gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy'],
    ['    - group: gateway.networking.k8s.io\n      kind: Gateway\n      name: gateway\n  rules:\n    - {}\n', '    - group: ""\n      kind: Service\n      name: model\n'
      + '  validation:\n    hostname: model.example.com\n    wellKnownCACertificates: System\n'],
  ]],
  ['MLM0107', 'a ListenerSet without its Secret', [
    ['kind: Gateway', 'kind: ListenerSet'], ['gatewayClassName: istio', 'parentRef:\n    name: gateway'], ['- name: certificate\n---', '- name: certificat\n---'],
  ]],
  ['MLM0424', 'pods without a proxy', [['host: api.example.com', 'host: model'], ['kind: ServiceEntry', `kind: Sidecar
metadata:
  name: none
  namespace: other
---
apiVersion: v1
kind: Namespace
metadata:
  name: ml-serving
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
---
apiVersion: v1
kind: Pod
metadata:
  name: model
  namespace: ml-serving
  labels:
    app: model
spec:
  containers:
    - name: server
      image: model
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry`], ['mode: SIMPLE\n      sni: api.example.com', 'mode: ISTIO_MUTUAL']]],
  ['MLM0130', 'the group core, which is none here', [['group: ""', 'group: core']]],
  ['MLM0130', 'a Secret', [['kind: ConfigMap\n      name: gateway-options\n  listeners', 'kind: Secret\n      name: gateway-options\n  listeners']]],
  ['MLM0131', 'a class of waypoints', [['istio.io/gateway-controller', 'istio.io/mesh-controller\n  parametersRef:\n    group: ""\n    kind: ConfigMap\n    name: gateway-options']]],
  ['MLM0613', 'a Service of a namespace of which nothing is known', [
    ['kind: Namespace\nmetadata:\n  name: ml-serving', 'kind: Service\nmetadata:\n  name: model\n  namespace: ml-serving'],
    ['ml-waypoints\n---', 'ml-waypoints\nspec:\n  ports:\n    - port: 80\n---'],
    ['from: Selector\n          selector:\n            matchLabels:\n              kubernetes.io/metadata.name: ml-serving', 'from: Same'],
  ]],
  ['MLM0613', 'labels of other namespaces', [['kubernetes.io/metadata.name: ml-serving', 'team: ml']]],
  ['MLM0612', 'ambient mode, which nobody asked the pods for', [['app: model\nspec', 'app: model\n    istio.io/dataplane-mode: ambient\nspec'], ['istio-injection: enabled', 'team: models'], [
    '        sidecar.istio.io/inject: "false"\n', '',
  ]]],
  ['MLM0976', 'the port that the scheme has anyway', [['https://app.example.com', 'https://app.example.com:443']]],
  ['MLM0421', 'a mode for the port of the Service', [[`security.istio.io/v1
kind: AuthorizationPolicy`, `security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: modes
  namespace: ml-serving
spec:
  selector:
    matchLabels:
      app: model
  portLevelMtls:
    80:
      mode: DISABLE
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy`]]],
  ['MLM0206', 'a VirtualService of the mesh and a gateway', [['hosts: [model-next]', 'gateways: [edge, mesh]\n  hosts: [model]']]],
  ['MLM0210', 'a slash too many', [['prefix: /models/', 'prefix: /models']]],
  ['MLM0210', 'two slashes in place of a prefix', [['prefix: /models/', 'prefix: /models'], ['uri: /v2/models/', 'uri: /']]],
  ['MLM0403', 'pods that are not in the mesh', [['kind: Pod', 'kind: Namespace\nmetadata:\n  name: ml-serving\n---\napiVersion: v1\nkind: Pod']]],
  ...['"**"', '/admin/**', 'admin/*', '/admin/.*', '/admin?x=1'].map((path) => ['MLM0425', `the path ${path}`, [['/v1/models/{*}/infer', path]]] as const),
  ...['spiffe://cluster.local/ns/ml/sa/a', '/ns/ml/sa/a', 'ns/ml/*', 'cluster.local/ns/*/sa/a'].map((principal) => (
    ['MLM0425', `the principal ${principal}`, [['cluster.local/ns/ml-frontend/sa/frontend', principal]]] as const)),
  ['MLM0425', 'a principal of a condition', [['    - from:', '    - when:\n        - key: source.principal\n          values: [ns/ml/sa/a]\n      from:']]],
  ['MLM0427', 'an issuer without a subject', [['issuer: https://issuer.example.com', 'issuer: me@example.com'], ['https://issuer.example.com/*', 'me@example.com']]],
  ['MLM0427', 'tokens that nobody reads', [['    - issuer: https://issuer.example.com\n      jwksUri: https://issuer.example.com/keys\n', ''], ['jwtRules:', 'jwtRules: []']]],
  ['MLM0413', 'what stands for the domain of the mesh, at a ztunnel', [
    ['prod.example.com/ns', 'cluster.local/ns'], ['kind: ConfigMap', 'kind: Pod\nmetadata:\n  name: model\n  namespace: ml-serving\nspec:\n  containers: []\n---\napiVersion: v1\nkind: ConfigMap'],
  ]],
  ['MLM0432', 'a selector without labels', [['    matchLabels:\n      app: model\n', '    matchLabels: {}\n']]],
  ['MLM0432', 'two selectors of the same pods', [
    ['spec:\n  mtls:\n    mode: STRICT', 'spec:\n  selector:\n    matchLabels:\n      app: model\n  mtls:\n    mode: STRICT'],
  ]],
  ['MLM0135', 'another ServiceEntry', [['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: elsewhere\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\n'], ['  selector:\n    app: model\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n', '  hosts: [api.example.com]\n  resolution: DNS\n  ports:\n    - name: http\n      number: 80\n      protocol: HTTP\n']]],
  ['MLM0135', 'a ProxyConfig for other pods', [['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata:
  name: dns
  namespace: ml-serving
spec:
  selector:
    matchLabels:
      app: other
  environmentVariables:
    ISTIO_META_DNS_CAPTURE: "true"
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'a ProxyConfig that another goes before', [['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata:
  name: dns
  namespace: istio-system
spec:
  environmentVariables:
    ISTIO_META_DNS_CAPTURE: "true"
---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata:
  name: dns
  namespace: ml-serving
spec:
  selector:
    matchLabels:
      app: model
  environmentVariables:
    ISTIO_META_DNS_CAPTURE: "false"
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'an annotation that goes before the settings of the mesh', [
    ['protocol: HTTP', 'protocol: TCP'],
    ['  labels:\n    app: model\n', '  labels:\n    app: model\n  annotations:\n    proxy.istio.io/config: \'{"proxyMetadata": {"ISTIO_META_DNS_CAPTURE": "false"}}\'\n'],
    ['apiVersion: v1\nkind: Service\n', `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: '{defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true"}}}'
---
apiVersion: v1
kind: Service
`],
  ]],
  ['MLM0135', 'endpoints', [['      targetPort: 443\n', ''], ['protocol: HTTP', 'protocol: TCP'], ['  resolution: DNS\n', '  resolution: DNS\n  endpoints:\n    - address: backup.example.com\n']]],
  ['MLM0135', 'a DestinationRule', [['      targetPort: 443\n', ''], ['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: store
  namespace: ml-serving
spec:
  host: store.example.com
  trafficPolicy:
    tls:
      mode: SIMPLE
      sni: store.example.com
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'pods that call known hosts only', [['      targetPort: 443\n', ''], ['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
  namespace: ml-serving
spec:
  outboundTrafficPolicy: {}
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'a mesh in which known hosts only are called', [['      targetPort: 443\n', ''], ['protocol: HTTP', 'protocol: TCP'], ['apiVersion: v1\nkind: Service\n', `apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: '{outboundTrafficPolicy: {mode: REGISTRY_ONLY}}'
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'a gateway that Istio makes', [['protocol: HTTP', 'protocol: TCP'], ['    - name: http\n      port: 80\n', '    - name: tcp\n      port: 80\n'], ['apiVersion: v1\nkind: Service\n', `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gateway
  namespace: ml-serving
spec:
  gatewayClassName: istio
  listeners:
    - name: http
      port: 80
      protocol: HTTP
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0135', 'a ServiceEntry that does not say what it speaks', [['protocol: HTTP', 'protocol: TCP'], ['    - name: http\n      port: 80\n', '    - name: tcp\n      port: 80\n'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: other
  namespace: ml-serving
spec:
  hosts: [other.example.com]
  resolution: DNS
  ports:
    - name: other
      number: 80
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0136', 'two hosts of one ServiceEntry', [['    - registry.example.com\n', '    - registry.example.com\n    - spare.example.com\n']]],
  ['MLM0136', 'what is no TCP alone', [['    - registry.example.com\n  resolution: DNS\n  ports:\n    - number: 5433\n      name: tcp\n      protocol: TCP\n', '    - registry.example.com\n  resolution: DNS\n  ports:\n    - number: 5432\n      name: mysql\n      protocol: MySQL\n']]],
  ['MLM0435', 'settings of the port that do not say it', [['mode: PERMISSIVE', 'mode: DISABLE'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: model
  namespace: ml-serving
spec:
  host: model
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
    portLevelSettings:
      - port:
          number: 80
        connectionPool:
          tcp:
            maxConnections: 10
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0435', 'a DestinationRule that another goes before', [['mode: PERMISSIVE', 'mode: DISABLE'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: all
  namespace: ml-serving
spec:
  host: "*.ml-serving.svc.cluster.local"
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
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
      tcp:
        maxConnections: 10
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0435', 'a port of the pods', [['mode: PERMISSIVE', 'mode: DISABLE'], ['  mtls:\n    mode: STRICT', '  portLevelMtls:\n    8080:\n      mode: STRICT']]],
  ['MLM0435', 'plaintext by the mesh', [['  name: default\n  namespace: ml-serving', '  name: default\n  namespace: istio-system'], ['mode: PERMISSIVE', 'mode: DISABLE']]],
  ['MLM0435', 'a DestinationRule for another port', [['mode: PERMISSIVE', 'mode: DISABLE'], ['apiVersion: v1\nkind: Service\n', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: model
  namespace: ml-serving
spec:
  host: model
  trafficPolicy:
    portLevelSettings:
      - port:
          number: 81
        tls:
          mode: ISTIO_MUTUAL
---
apiVersion: v1
kind: Service
`]]],
  ['MLM0540', 'health on another port', [['            - --secure-serving=false\n', '            - --secure-serving=false\n            - --grpc-health-port=9004\n']]],
  ['MLM0540', 'the port for Envoy, by TLS', [['            - --secure-serving=false\n', '            - --health-checking\n'], ['port: 9003', 'port: 9002']]],
  ['MLM0434', 'a route, without a DestinationRule', [['excludeInboundPorts: "9090"', 'excludeInboundPorts: "8080"'], ['apiVersion: networking.istio.io/v1\nkind: DestinationRule', 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute'], ['  host: model\n  trafficPolicy:\n    connectionPool:\n      http:\n        http1MaxPendingRequests: 100\n', '  rules:\n    - backendRefs:\n        - name: model\n          port: 80\n']]],
  ['MLM0434', 'ports that the sidecar takes, of which it is none', [['excludeInboundPorts: "9090"', 'includeInboundPorts: "9090"']]],
  ['MLM0970', 'a short name', [['model.ml-serving.svc.cluster.local', 'models']]],
  ['MLM0986', 'TLS of the port', [['protocol: HTTP', 'protocol: TLS'], ['    tls:\n      mode: SIMPLE\n      sni: api.example.com\n', '    portLevelSettings:\n      - port:\n          number: 80\n        tls:\n          mode: SIMPLE\n']]],
  ['MLM0986', 'a route to another port', [['protocol: HTTP', 'protocol: HTTPS'], ['kind: ServiceEntry\n', `kind: VirtualService
metadata:
  name: provider
  namespace: ml-serving
spec:
  hosts: [provider.example.com]
  http:
    - route:
        - destination:
            host: api.example.com
            port:
              number: 81
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
`]]],
  ['MLM0433', 'labels of the server', [['      app: model\n  action', '      app: opa\n  action']]],
  ['MLM0433', 'the call that every question over gRPC is', [
    ['      app: model\n  action', '      app: opa\n  action'], ['    - {}', '    - to:\n        - operation:\n            methods: [POST]\n            paths: [/envoy.*]\n            ports: ["9191"]'],
  ]],
  ['MLM0433', 'paths that questions over HTTP have too', [
    ['      app: model\n  action', '      app: opa\n  action'], ['    - {}', '    - to:\n        - operation:\n            paths: [/v1/*]'], ['envoyExtAuthzGrpc', 'envoyExtAuthzHttp'],
  ]],
  ['MLM0433', 'a host with the namespace in front', [['      app: model\n  action', '      app: opa\n  action'], ['service: opa.ml', 'service: ml-serving/opa.ml']]],
  ['MLM0531', 'a base model whose name is an adapter', [['- sql-lora', '- qwen']]],
  ['MLM0531', 'ConfigMaps of two namespaces, and a router that reads all', [
    ['- sql-lora', '- chat-lora'],
    ['name: qwen\n  namespace: ml-serving', 'name: qwen\n  namespace: other'],
    ['apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: llama\n', `apiVersion: v1
kind: Pod
metadata:
  name: router
  namespace: routers
spec:
  containers:
    - name: bbr
      image: registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: llama
`],
  ]],
  ['MLM0532', 'a ClusterRole that is bound in a namespace', [['kind: ClusterRoleBinding\nmetadata:\n', 'kind: RoleBinding\nmetadata:\n  namespace: ml-serving\n']]],
  ['MLM0532', 'one of the two reviews', [['resources: [subjectaccessreviews]', 'resources: [localsubjectaccessreviews]']]],
  ['MLM0533', 'a match of another base model', [['- name: x-gateway-base-model-name\n              value: llama\n', `- name: x-gateway-model-name
              value: llama
        - headers:
            - name: x-gateway-base-model-name
              value: qwen
`]]],
  ['MLM0534', 'bodies as a whole, for a router that streams', [['FULL_DUPLEX_STREAMED', 'BUFFERED']]],
  ['MLM0536', 'HTTP/2 to a port that is declared as HTTP/1.1', [['- name: grpc\n', '- name: http\n']]],
  ['MLM0536', 'a Service that declares another protocol than the pool', [['- name: grpc\n', '- name: api\n'], ['apiVersion: apps/v1\n', `apiVersion: v1
kind: Service
metadata:
  name: llama
  namespace: ml-serving
spec:
  selector:
    app: llama
  ports:
    - name: http
      port: 80
      targetPort: 8000
---
apiVersion: apps/v1
`]]],
  ['MLM0537', 'a parser under a name of its own', [
    ['  appProtocol: kubernetes.io/h2c\n', ''], ['- type: vllmgrpc-parser', '- type: vllmgrpc-parser\n        name: calls'], ['pluginRef: vllmgrpc-parser', 'pluginRef: calls'],
  ]],
  ['MLM0538', 'the parser of the OpenAI API by name', [['- type: vllmgrpc-parser', '- type: openai-parser'], ['pluginRef: vllmgrpc-parser', 'pluginRef: openai-parser']]],
  ['MLM0538', 'no configuration', [['            - --config-file=/config/config.yaml\n', '']]],
  ['MLM0539', 'a path of a tenant', [['value: /vllm.grpc.engine.VllmEngine', 'value: /team-a/v1/completions/']]],
  ['MLM0603', 'a revision, which injects sidecars too', [['team: models', 'istio.io/rev: stable']]],
  ['MLM0705', 'Telemetries of the same pods that both speak of logs', [
    ['name: tracing\n  namespace: istio-system\nspec:\n', 'name: tracing\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels:\n      app: model\n  accessLogging:\n    - disabled: true\n'],
    ['name: logs\n  namespace: ml-serving\nspec:\n', 'name: logs\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels:\n      app: model\n'],
    ['kind: ConfigMap\n', `kind: Pod${LOGGED_POD.replace('istio-system', 'ml-serving')}kind: ConfigMap\n`],
  ]],
  ['MLM0706', 'everybody denied', [['  rules:\n', '  action: DENY\n  rules:\n'], ['    - from:\n        - source:\n            namespaces: [monitoring]\n      to:', '    - to:']]],
  ['MLM0706', 'a scraper outside of the mesh, and mutual TLS only', [['  rules:\n', '  rules:\n    - {}\n'], ['kind: Namespace\n', `kind: Pod
metadata:
  name: prometheus
  namespace: monitoring
spec:
  containers:
    - name: prometheus
      image: quay.io/prometheus/prometheus:v3
---
apiVersion: v1
kind: Namespace
metadata:
  name: monitoring
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: ml-serving
spec:
  mtls:
    mode: STRICT
---
apiVersion: v1
kind: Namespace
`]]],
  ['MLM0943', 'a ServiceEntry that callers do not see', [['            host: model\n            subset: v1', '            host: registry.example.com'], ['kind: Pod\n', `kind: Namespace
metadata:
  name: other
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: registry
  namespace: other
spec:
  exportTo: ["."]
  hosts: [registry.example.com]
  resolution: DNS
  ports:
    - number: 80
      name: http
      protocol: HTTP
---
apiVersion: v1
kind: Pod
`]]],
  ['MLM0979', 'tcp routes at HTTP', [['  http:\n    - timeout: 5s\n      route:', '  tcp:\n    - route:']]],
  ['MLM0983', 'a delegate with hosts', [['  exportTo:\n    - ml-serving\n', '  hosts:\n    - chat\n']]],
  ['MLM0983', 'a delegate that contradicts its root', [['/v1/chat/', '/v2/chat/']]],
  ['MLM0955', 'no zone at all', [['version: v1\n---', 'topology.kubernetes.io/zone: ""\n---']]],
  ['MLM0966', 'a namespace in ambient mode of which the pods are not known', [['istio-injection: enabled', 'istio.io/dataplane-mode: ambient'], ['kind: Pod', 'kind: ConfigMap'], ['spec:\n  containers:\n    - name: server\n      image: model\n', '']]],
];

test.each(WRONG.map(row))('%s: %s is wrong', (code, _, changes, options) => {
  expect(isFound(code, altered(findRule(code)!.good, ...changes), options)).toBe(true);
});
