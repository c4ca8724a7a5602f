import { ask } from './ask';

const MANIFESTS = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: models }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: v1, namespace: models }
spec: { selector: { app: v1 }, ports: [{ port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: models }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [models.example.com]
  rules:
    - matches: [{ path: { value: /v1 } }]
      backendRefs: [{ name: v1, port: 80, weight: 2 }, { name: missing, port: 80, weight: 1 }]
`;

test('shares are exact, and that of a missing backend is a 500', () => {
  const outcomes = ask(MANIFESTS, { url: 'http://models.example.com/v1/a' });
  expect(outcomes.map(({ probability, status, upstream }) => [String(probability), status, upstream?.workload.name])).toEqual([
    ['2/3', 200, 'v1'],
    ['1/3', 500, undefined],
  ]);
});

test('the steps tell which object decided', () => {
  const [{ hops: [{ steps }] }] = ask(MANIFESTS, { url: 'http://models.example.com/v1/a' });
  expect(steps.map(({ kind }) => kind)).toEqual(['listener', 'virtual-host', 'route', 'split', 'try']);
  const split = steps.find((step) => step.kind === 'split')!;
  expect(split.origin.object.id).toBe('HTTPRoute models/route');
  expect(split.origin.at.path).toEqual(['spec', 'rules', 0, 'backendRefs', 0]);
});

test('what lost is told on demand', () => {
  const [{ hops: [{ steps }] }] = ask(MANIFESTS, { url: 'http://models.example.com/v2' }, { explains: true });
  const step = steps.find(({ kind }) => kind === 'route');
  expect(step).toMatchObject({ lost: [{ verdict: { field: 'path', wanted: 'prefix /v1', got: '/v2', matches: false } }] });
});

test('nobody listens on a port without listener', () => {
  expect(ask(MANIFESTS, { url: 'http://models.example.com:8080/v1' })).toMatchObject([{ disposition: 'no-listener', isBroken: true }]);
});
