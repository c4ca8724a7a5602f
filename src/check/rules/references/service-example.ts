import { yaml } from '../../rule';

/** A Service and its pods, which agree. */
export const SERVICE_EXAMPLE = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    selector:
      app: feature-store
    ports:
      - name: http
        port: 80
        targetPort: 8080
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: feature-store
    template:
      metadata:
        labels:
          app: feature-store
      spec:
        containers:
          - name: server
            image: feature-store
            ports:
              - containerPort: 8080
`;
