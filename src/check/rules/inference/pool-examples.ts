import { yaml } from '../../rule';

// Objects that stand in the examples of three rules or more.

export const EXAMPLE_POOL = yaml`
  apiVersion: inference.networking.k8s.io/v1
  kind: InferencePool
  metadata:
    name: llama
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: llama
    targetPorts:
      - number: 8000
    endpointPickerRef:
      name: llama-epp
      port:
        number: 9002
      failureMode: FailClose
`;

export const POOL_ROUTE = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    rules:
      - backendRefs:
          - group: inference.networking.k8s.io
            kind: InferencePool
            name: llama
`;

export const PICKER_SERVICE = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: llama-epp
    namespace: ml-serving
  spec:
    ports:
      - name: grpc-ext-proc
        port: 9002
        appProtocol: http2
`;

export const POOL_SERVERS = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: llama
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: llama
    template:
      metadata:
        labels:
          app: llama
      spec:
        containers:
          - name: vllm
            image: vllm/vllm-openai
            ports:
              - containerPort: 8000
`;
