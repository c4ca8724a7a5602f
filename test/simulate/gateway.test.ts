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

test('a gateway that is told so gives silent answers up', () => {
  const quick = manifestsWith('infrastructure: { annotations: { proxy.istio.io/config: \'{"connectionSettings":{"httpStreamIdleTimeout":"2s"}}\' } }');
  const answer = (yaml: string, delay: number) => ask(yaml, { url: 'http://h/' }, { behaviors: { model: { delay } } }).map(({ status, time }) => [status, time]);
  expect(answer(quick, 3000)).toEqual([[504, 2000]]);
  expect(answer(quick, 2000)).toEqual([[200, 2000]]);
  expect(answer(manifestsWith('addresses: []'), 3000)).toEqual([[200, 3000]]);
});

test('a call of gRPC goes on over HTTP/1.1 where nothing says that its backend speaks HTTP/2', () => {
  const [{ upstream }] = ask(manifestsWith('addresses: []'), { url: 'http://h/a.B/C', protocol: 'grpc', method: 'POST' });
  expect(upstream?.message).toMatchObject({ protocol: 'grpc', isDowngraded: true });
});

function manifestsWith(gateway: string): string {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: ml }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ml }
spec: { gatewayClassName: istio, ${gateway}, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: all, namespace: ml }
spec: { parentRefs: [{ name: gateway }], rules: [{ backendRefs: [{ name: model, port: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml }
spec: { selector: { app: model }, ports: [{ name: http, port: 80 }] }
`;
}

describe('an expression that RE2 does not take', () => {
  const route = (name: string, matches: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: models }
spec:
  parentRefs: [{ name: gateway, sectionName: ${name} }]
  rules: [{ ${matches} backendRefs: [{ name: v1, port: 80 }] }]
`;
  const world = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: models }
spec:
  gatewayClassName: istio
  listeners:
    - { name: broken, port: 80, protocol: HTTP, hostname: broken.example.com }
    - { name: beside, port: 80, protocol: HTTP, hostname: beside.example.com }
    - { name: other, port: 81, protocol: HTTP }
    - { name: secure, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: certificate }] } }
---
apiVersion: v1
kind: Service
metadata: { name: v1, namespace: models }
spec: { selector: { app: v1 }, ports: [{ port: 80 }] }
${route('broken', "matches: [{ path: { type: RegularExpression, value: '/(?!a)' } }],")}${['beside', 'other', 'secure'].map((name) => route(name, '')).join('')}`;

  test.each([
    ['http://broken.example.com/v1', 404],
    ['http://beside.example.com/v1', 404],
    ['http://other.example.com:81/v1', 'refused-beside'],
    ['https://secure.example.com/v1', 'refused-beside'],
  ])('%s is answered with %s', (url, answer) => {
    const [outcome, ...others] = ask(world, { url });
    expect(others).toEqual([]);
    expect(outcome.unknown ?? outcome.status).toBe(answer);
    expect(outcome.hops.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'virtual-host' ? (step.others ?? []).map(({ text }) => text) : [])))
      .toEqual(answer === 404 ? ["Envoy refuses all routes of port 80: HTTPRoute models/broken has the expression '/(?!a)', which RE2 does not take"] : []);
  });
});
