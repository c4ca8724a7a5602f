import { yaml } from '../rule';

// Objects that stand in the examples of three rules or more.

export const EXAMPLE_POD = yaml`
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
`;

export const EXAMPLE_GATEWAY = yaml`
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
`;

export const SECURE_GATEWAY = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    gatewayClassName: istio
    listeners:
      - name: https
        port: 443
        protocol: HTTPS
        tls:
          certificateRefs:
            - name: certificate
`;

export const EXAMPLE_WAYPOINT = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: waypoint
    namespace: ml-serving
  spec:
    gatewayClassName: istio-waypoint
    listeners:
      - name: mesh
        port: 15008
        protocol: HBONE
`;

export const NAMESPACE_BEHIND_WAYPOINT = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
      istio.io/use-waypoint: waypoint
`;

export const AMBIENT_NAMESPACE = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
`;

export const SIDECAR_NAMESPACE = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio-injection: enabled
`;

export const STRICT_MTLS = yaml`
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata:
    name: default
    namespace: ml-serving
  spec:
    mtls:
      mode: STRICT
`;

export const MESH_ROUTE = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    parentRefs:
      - group: ""
        kind: Service
        name: model
    rules:
      - backendRefs:
          - name: model-v1
            port: 80
`;

export const SERVICE_BEHIND_WAYPOINT = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
    labels:
      istio.io/use-waypoint: waypoint
  spec:
    ports:
      - name: http
        port: 80
`;

export const EXAMPLE_SERVICE = yaml`
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
`;

export const SERVICE_OF_OTHER_PORT = yaml`
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
`;

export const SERVICE_WITHOUT_SELECTOR = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

export const PROVIDER_ENTRY = yaml`
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: provider
    namespace: ml-serving
  spec:
    hosts: [api.example.com]
    location: MESH_EXTERNAL
    resolution: DNS
    ports:
      - number: 80
        name: http
        protocol: HTTP
        targetPort: 443
`;

/** TLS that proxies make for what callers send as plain HTTP. */
export const PROVIDER_TLS = yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: provider
    namespace: ml-serving
  spec:
    host: api.example.com
    trafficPolicy:
      tls:
        mode: SIMPLE
        sni: api.example.com
`;
