import { yaml } from '../../../rule';

/** A VirtualService that sends to a version of a Service. */
export const DESTINATION_EXAMPLE = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts:
      - model
    http:
      - route:
          - destination:
              host: model
              subset: v1
              port:
                number: 80
  ---
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: model
    namespace: ml-serving
  spec:
    host: model
    subsets:
      - name: v1
        labels:
          version: v1
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
        targetPort: 8080
      - name: http-metrics
        port: 9090
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
      version: v1
  spec:
    containers:
      - name: server
        image: model
`;
