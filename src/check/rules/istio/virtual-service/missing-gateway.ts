import { namedGateways } from './named-gateways';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { rule, yaml } from '../../../rule';

export const missingGateway = rule({
  code: 'MLM0940',
  name: 'missing-gateway',
  severity: 'error',
  title: 'A VirtualService names a Gateway of Istio that does not exist',
  kinds: [VIRTUAL_SERVICE],
  message: 'there is no Gateway of Istio {namespace}/{name}',
  why: 'No proxy gets the routes. A Gateway of Gateway API is another kind: HTTPRoutes name it, VirtualServices cannot.',
  fix: 'name an existing Gateway as <namespace>/<name>, or write an HTTPRoute for a Gateway of Gateway API',
  sameAs: ['IST0101', 'KIA1102'],
  isAbsence: true,
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/virtualservice/gateways.go',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      gateways:
        - edge # <- MLM0940
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
  `,
  good: yaml`
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
  `,
  * check(service, { index }) {
    for (const { at, name, namespace } of namedGateways(service)) {
      if (!index.exists(ISTIO_GATEWAY, namespace, name)) {
        yield { at, data: { name, namespace } };
      }
    }
  },
});
