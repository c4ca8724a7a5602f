import { yaml } from '../../rule';

/** Two versions behind one route, each with pods of its own. */
export const ROLLOUT_EXAMPLE = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    rules:
      - backendRefs:
          - name: model-v1
            port: 80
            weight: 90
          - name: model-v2
            port: 80
            weight: 10
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model-v1
    namespace: ml-serving
  spec:
    selector:
      app: model
      version: v1
    ports:
      - name: http
        port: 80
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model-v2
    namespace: ml-serving
  spec:
    selector:
      app: model
      version: v2
    ports:
      - name: http
        port: 80
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: model-v1
    namespace: ml-serving
  spec:
    replicas: 3
    selector:
      matchLabels:
        app: model
        version: v1
    template:
      metadata:
        labels:
          app: model
          version: v1
      spec:
        containers:
          - name: server
            image: model:1
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: model-v2
    namespace: ml-serving
  spec:
    replicas: 1
    selector:
      matchLabels:
        app: model
        version: v2
    template:
      metadata:
        labels:
          app: model
          version: v2
      spec:
        containers:
          - name: server
            image: model:2
`;
