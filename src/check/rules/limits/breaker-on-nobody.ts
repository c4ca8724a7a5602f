import { DESTINATION_RULE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: inference
    namespace: ml-serving
  spec:
    host: inference-v1
    trafficPolicy:
      outlierDetection:
        consecutive5xxErrors: 5
        maxEjectionPercent: 50
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: inference
    namespace: ml-serving
  spec:
    parentRefs:
      - group: ""
        kind: Service
        name: inference
    rules:
      - backendRefs:
          - name: inference-v1
            port: 80
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: inference
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: inference-v1
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

export const breakerOnNobody = rule({
  code: 'MLM0308',
  name: 'breaker-on-nobody',
  severity: 'warning',
  title: 'A traffic policy is on a Service to which no request is sent',
  kinds: [DESTINATION_RULE],
  message: '{route} sends the requests for {service} elsewhere ({targets}), where this policy does not hold',
  why: 'A DestinationRule holds for the Service that a route sends to, not for the one that callers address: breakers, load balancing and outlier detection have no effect.',
  fix: 'write one for each Service that receives the requests',
  cases: ['limits/breaker-on-nobody'],
  evidence: 'with one request allowed at a time, ten at once are all answered',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['host: inference-v1', 'host: inference # <- MLM0308']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { service } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    const [route] = service === undefined ? [] : [...index.traffic.meshRoutesOf(service), ...index.traffic.virtualServicesOf(service)];
    if (service !== undefined && route !== undefined && destinationRule.spec.trafficPolicy !== undefined && index.traffic.to(service).length === 0) {
      const targets = index.traffic.targetsOf(route).map(({ name }) => name);
      if (targets.length > 0) {
        yield { at: destinationRule.at('spec', 'host'), data: { route: route.id, service: service.name, targets: [...new Set(targets)].join(', ') } };
      }
    }
  },
});
