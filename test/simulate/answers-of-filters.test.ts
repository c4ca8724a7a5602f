import { ask } from './ask';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `
${httpGateway('models')}${serviceOf('v1', 'models', 'port: 80')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: models }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [models.example.com]
  rules:
    - filters:
        - { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-rule, value: rule }] } }
      backendRefs:
        - { name: v1, port: 80, weight: 2 }
        - name: v1
          port: 80
          weight: 1
          filters:
            - { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-backend, value: second }] } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody, namespace: models }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }]
  action: DENY
  rules: [{}]
`;

test('a refusal has the headers of the route, and those of each cluster in its share', () => {
  const outcomes = ask(MANIFESTS, { url: 'http://models.example.com/' });
  expect(outcomes.map(({ probability, status, headers }) => [String(probability), status, headers.get('x-rule'), headers.get('x-backend')])).toEqual([
    ['2/3', 403, 'rule', undefined],
    ['1/3', 403, 'rule', 'second'],
  ]);
});

test('a refusal without a route has none', () => {
  const [{ status, headers }] = ask(MANIFESTS, { url: 'http://other.example.com/' });
  expect([status, headers.entries]).toEqual([403, []]);
});

test('an answer that comes too late leaves nothing of itself but the headers of the route', () => {
  const limited = MANIFESTS.replace('    - filters:', '    - timeouts: { request: 1s }\n      filters:').replace(/---\napiVersion: security[^]*$/, '');
  const outcomes = ask(limited, { url: 'http://models.example.com/' }, { behaviors: { v1: { delay: 2000 } } });
  expect(outcomes.map(({ status, headers }) => [status, headers.get('x-rule'), headers.get('content-type')])).toEqual([[504, 'rule', 'text/plain'], [504, 'rule', 'text/plain']]);
});
