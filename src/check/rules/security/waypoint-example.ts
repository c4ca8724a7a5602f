import { yaml } from '../../rule';

/** A Service behind a waypoint, with a policy for its callers. */
export const WAYPOINT_EXAMPLE = yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
    rules:
      - from:
          - source:
              namespaces: [ml-frontend]
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
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
      istio.io/use-waypoint: waypoint
`;
