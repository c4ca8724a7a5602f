import { run } from './run';

const MANIFESTS = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ml }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: v1, namespace: ml }
spec: { selector: { app: v1 }, ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat, namespace: ml }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [ml.example.com]
  rules:
    - matches: [{ path: { value: /v1 }, headers: [{ name: x-version, value: v2 }] }]
      backendRefs: [{ name: v1, port: 80 }]
    - matches: [{ path: { value: /v1 } }]
      timeouts: { request: 30s }
      backendRefs:
        - { name: v1, port: 80, weight: 9 }
        - { name: v2, port: 80, weight: 1 }
`;

test('a request is drawn as the way that it takes, with shares and the lines that decided', async () => {
  const { code, out } = await run(['simulate', 'a.yaml', 'POST', 'http://ml.example.com/v1/models', '--why'], { 'a.yaml': MANIFESTS });
  expect(out).toBe(`POST http://ml.example.com/v1/models from outside

▸ gateway   ml/gateway
  listener   port 80   Gateway ml/gateway spec.listeners[0] (a.yaml:4)
  host       ml.example.com
  not        header x-version: wants v2, got none   HTTPRoute ml/chat spec.rules[0].matches[0] (a.yaml:18)
  route      path prefix /v1   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
  limits     30s in all; 2 retries on connect-failure, refused-stream, unavailable, cancelled
├─   90 %       v1.ml.svc.cluster.local:80   HTTPRoute ml/chat spec.rules[1].backendRefs[0] (a.yaml:23)
│    sent       ml/v1: 200
│  ▸ ztunnel   of ml/v1-0
│    connection hbone as ml/gateway-istio
│  = 90 %      200, from ml/v1, path /v1/models, host ml.example.com
└─   10 %       v2.ml.svc.cluster.local:80   HTTPRoute ml/chat spec.rules[1].backendRefs[1] (a.yaml:24)
     sent       nowhere: no-cluster
   = 10 %      500, there is no Service with the host v2.ml.svc.cluster.local: mend the name in the route, or add the Service
`);
  expect(code).toBe(0);
});

test('a port without a listener is answered with those that there are', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'https://ml.example.com/'], { 'a.yaml': MANIFESTS });
  expect(out).toContain('= 100 %     the connection breaks (no-listener), no listener takes it: there is http on 80');
});

test('programs get shares as fractions', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1/models', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ probability: '9/10', status: 200, backend: 'ml/v1' }, { probability: '1/10', status: 500 }]);
});

test('a header is sent', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1/models', '-H', 'X-Version: v2', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ probability: '1', backend: 'ml/v1' }]);
});

test('two versions of Istio can be compared', async () => {
  const files = { 'a.yaml': MANIFESTS.replace(/backendRefs:\n +- .*\n +- .*\n/, 'filters: []\n') };
  const status = async (version: string) => (
    JSON.parse((await run(['simulate', 'a.yaml', 'http://ml.example.com/v1', '--json', '--istio-version', version], files)).out)[0].status);
  expect([await status('1.30.3'), await status('1.31.1')]).toEqual([404, 500]);
});

test.each([
  [['simulate', 'http://a/'], 'say which manifests and which request: simulate manifests/ POST http://inference.example.com/v1/models\n'],
  [['simulate', 'a.yaml', 'a.example.com'], "the URL must be http://host/path or https://host/path, got 'a.example.com'\n"],
  [['simulate', 'a.yaml', 'http://a/', '-H', 'x'], "a header must be 'name: value', got 'x'\n"],
  [['simulate', 'a.yaml', 'http://a/', '--source', 'x'], "give namespace/name, got 'x'\n"],
  [['simulate', 'b.yaml', 'http://a/', '--gateway', 'a/b'], 'cannot read b.yaml: ENOENT\n'],
])('what cannot be asked is told: %j', async (args, message) => {
  const { code, err } = await run(args, { 'a.yaml': MANIFESTS });
  expect([code, err]).toEqual([2, message]);
});
