import { together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

/** A body-based router, what it is told, and the filter by which a gateway asks it, which agree. */
export const ROUTER_EXAMPLE = together(yaml`
  apiVersion: networking.istio.io/v1alpha3
  kind: EnvoyFilter
  metadata:
    name: router
    namespace: ml-serving
    annotations:
      cdk8s-ml-mesh/ignore.MLM0937: nothing else puts the router before the routes
  spec:
    targetRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: gateway
    configPatches:
      - applyTo: HTTP_FILTER
        match:
          context: GATEWAY
          listener:
            filterChain:
              filter:
                name: envoy.filters.network.http_connection_manager
        patch:
          operation: INSERT_FIRST
          value:
            name: model-router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor
              grpc_service:
                envoy_grpc:
                  cluster_name: outbound|9004||router.ml-serving.svc.cluster.local
              processing_mode:
                request_header_mode: SEND
                request_body_mode: FULL_DUPLEX_STREAMED
                request_trailer_mode: SEND
                response_header_mode: SKIP
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: router
    namespace: ml-serving
  spec:
    selector:
      app: router
    ports:
      - name: grpc-ext-proc
        port: 9004
        appProtocol: http2
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: router
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: router
    template:
      metadata:
        labels:
          app: router
      spec:
        containers:
          - name: bbr
            image: registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0
            args:
              - --streaming
              - --secure-serving=false
            env:
              - name: NAMESPACE
                valueFrom:
                  fieldRef:
                    fieldPath: metadata.namespace
`, EXAMPLE_GATEWAY);

/** Two models with an adapter each, as the router is told of them. */
export const MODEL_NAMES_EXAMPLE = yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: llama
    namespace: ml-serving
    labels:
      inference.networking.k8s.io/bbr-managed: "true"
  data:
    baseModel: llama
    adapters: |
      - sql-lora
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: qwen
    namespace: ml-serving
    labels:
      inference.networking.k8s.io/bbr-managed: "true"
  data:
    baseModel: qwen
    adapters: |
      - chat-lora
`;

/** A route for one of the models. */
export const MODEL_ROUTE_EXAMPLE = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames:
      - chat.example.com
    rules:
      - matches:
          - headers:
              - name: x-gateway-base-model-name
                value: llama
        backendRefs:
          - name: llama
            port: 8000
`;
