import { EXAMPLE_POOL } from './pool-examples';
import { together, yaml } from '../../rule';

/** A pool, its servers and its endpoint picker, which agree. */
export const PICKER_EXAMPLE = together(EXAMPLE_POOL, yaml`
  apiVersion: v1
  kind: Pod
  metadata:
    name: llama
    namespace: ml-serving
    labels:
      app: llama
  spec:
    containers:
      - name: vllm
        image: vllm/vllm-openai
        ports:
          - containerPort: 8000
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: llama-epp
    namespace: ml-serving
  spec:
    selector:
      app: llama-epp
    ports:
      - name: grpc-ext-proc
        port: 9002
        appProtocol: http2
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: llama-epp
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: llama-epp
    template:
      metadata:
        labels:
          app: llama-epp
      spec:
        serviceAccountName: llama-epp
        containers:
          - name: epp
            image: registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0
            args:
              - --pool-name=llama
              - --pool-namespace=ml-serving
              - --secure-serving=false
`);

/** What the picker of the example may do. */
export const PICKER_ROLE_EXAMPLE = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata:
    name: llama-epp
    namespace: ml-serving
  rules:
    - apiGroups: [""]
      resources: [pods]
      verbs: [get, list, watch]
    - apiGroups: [inference.networking.k8s.io]
      resources: [inferencepools]
      verbs: [get, list, watch]
    - apiGroups: [inference.networking.x-k8s.io]
      resources: [inferenceobjectives, inferencemodelrewrites]
      verbs: [get, list, watch]
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata:
    name: llama-epp
    namespace: ml-serving
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: Role
    name: llama-epp
  subjects:
    - kind: ServiceAccount
      name: llama-epp
      namespace: ml-serving
  ---
  apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: llama-epp
    namespace: ml-serving
`;

/** The gateway speaks TLS to the picker, and does not ask who it is. */
export const PICKER_TLS_EXAMPLE = yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: llama-epp
    namespace: ml-serving
  spec:
    host: llama-epp.ml-serving.svc.cluster.local
    trafficPolicy:
      tls:
        mode: SIMPLE
        insecureSkipVerify: true
`;

/** The lines of the example's container that read a configuration. */
export const CONFIG_FLAG: readonly [string, string] = ['    - --secure-serving=false\n', `    - --secure-serving=false
            - --config-file=/config/config.yaml
          volumeMounts:
            - name: config
              mountPath: /config
      volumes:
        - name: config
          configMap:
            name: llama-epp
`];

/** The file that CONFIG_FLAG names. */
export const CONFIG_EXAMPLE = yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: llama-epp
    namespace: ml-serving
  data:
    config.yaml: |
      apiVersion: inference.networking.x-k8s.io/v1alpha1
      kind: EndpointPickerConfig
      featureGates: [flowControl]
      plugins:
        - type: queue-scorer
        - type: utilization-detector
          parameters:
            queueDepthThreshold: 100
      schedulingProfiles:
        - name: default
          plugins:
            - pluginRef: queue-scorer
      flowControl:
        defaultRequestTTL: 3s
`;
