import { yaml } from '../../../rule';

/** A VirtualService, and the Gateway of Istio that it names. */
export const VIRTUAL_SERVICE_AND_GATEWAY = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    gateways:
      - gateways/edge
    hosts:
      - inference.example.com
    http:
      - directResponse:
          status: 503
  ---
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    servers:
      - hosts:
          - inference.example.com
        port:
          number: 80
          name: http
          protocol: HTTP
`;
