import { ask, type Asked } from './ask';

const NAMESPACES = `
apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: ambient, labels: { istio.io/dataplane-mode: ambient } }
---`;

const CALLERS = `
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ml }
spec: { serviceAccountName: caller, containers: [] }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ambient }
spec: { serviceAccountName: caller, containers: [] }
---`;

const BACKEND = `
apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml }
spec: { selector: { app: model }, ports: [{ name: http, port: 80 }] }
---`;

const route = (backend: string, port: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: ml }
spec: { parentRefs: [{ name: front }], rules: [{ backendRefs: [{ name: ${backend}, port: ${port} }] }] }
---`;

const gateway = (metadata = '', spec = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: front, namespace: ml${metadata} }
spec: { gatewayClassName: istio, listeners: [{ name: web, port: 8000, protocol: HTTP }]${spec} }
---`;

const SIDECAR = { namespace: 'ml', name: 'caller' };
const AMBIENT = { namespace: 'ambient', name: 'caller' };

/** Who answers with what, or why not. */
function calling(yaml: string, url = 'http://front-istio.ml:8000/', source: Asked['source'] = SIDECAR): readonly string[] {
  return ask(NAMESPACES + CALLERS + BACKEND + yaml, { source, url })
    .map(({ status, upstream, unknown, failure, disposition }) => unknown ?? `${status ?? failure} ${upstream?.workload.name ?? disposition}`);
}

test.each([
  ['from pods with a sidecar', SIDECAR],
  ['from pods in ambient mode', AMBIENT],
])('the Service that Istio makes of a Gateway leads to its listeners: %s', (_, source) => {
  expect(calling(gateway() + route('model', 80), undefined, source)).toEqual(['200 model']);
  expect(calling(gateway(', annotations: { gateway.istio.io/name-override: entry }') + route('model', 80), 'http://entry.ml:8000/', source)).toEqual(['200 model']);
});

test('a Service of that name which the objects bring is the one', () => {
  const own = `
apiVersion: v1
kind: Service
metadata: { name: front-istio, namespace: ml }
spec: { selector: { app: model }, ports: [{ name: http, port: 8001, targetPort: 8080 }] }
---`;

  expect(calling(gateway() + route('model', 80) + own, 'http://front-istio.ml:8001/')).toEqual(['200 model']);
});

test('a Service that is exported to its namespace alone is unseen elsewhere', () => {
  const hidden = gateway('', ", infrastructure: { annotations: { networking.istio.io/exportTo: '.' } }");
  const other = `
apiVersion: v1
kind: Namespace
metadata: { name: other, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: other }
spec: { serviceAccountName: caller, containers: [] }
---`;

  expect(calling(hidden + route('model', 80) + other, undefined, { namespace: 'other', name: 'caller' })).toEqual(['past-sidecar']);
});

test.each([
  ['ISTIO_MUTUAL', 'gateway-inside'],
  ['DISABLE', '200 model'],
])('a DestinationRule for the gateway with tls mode %s', (mode, expected) => {
  const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: front, namespace: ml }
spec: { host: front-istio, trafficPolicy: { tls: { mode: ${mode} } } }
---`;

  expect(calling(gateway() + route('model', 80) + rule)).toEqual([expected]);
});

test('what a gateway sends to itself is not followed', () => {
  expect(calling(gateway() + route('front-istio', 8000))).toEqual(['gateway-inside']);
});

test.each([
  ['that is left out of it', '', '200 model'],
  ['whose Gateway wants it', ', labels: { istio.io/dataplane-mode: ambient }', 'gateway-inside'],
])('a gateway in a namespace in ambient mode, %s', (_, metadata, expected) => {
  const inAmbient = (gateway(metadata) + route('model', 80) + BACKEND).replaceAll('namespace: ml', 'namespace: ambient');

  expect(calling(inAmbient, 'http://front-istio.ambient:8000/', AMBIENT)).toEqual([expected]);
});

describe('pods that Gateways of Istio configure', () => {
  const pods = (annotations: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: ml }
spec: { template: { metadata: { labels: { istio: ingress }, annotations: { ${annotations} } }, spec: { containers: [] } } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ingress, namespace: ml }
spec:
  selector: { istio: ingress }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
    - { port: { number: 443, name: tls, protocol: TLS }, hosts: ['*'], tls: { mode: PASSTHROUGH } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ingress, namespace: ml }
spec:
  hosts: ['*']
  gateways: [ingress]
  http: [{ route: [{ destination: { host: model } }] }]
  tls: [{ match: [{ sniHosts: [secret.example.com] }], route: [{ destination: { host: secret, port: { number: 443 } } }] }]
---
apiVersion: v1
kind: Service
metadata: { name: secret, namespace: ml }
spec: { selector: { app: secret }, ports: [{ name: https, port: 443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: ml }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }, { name: other, port: 8080, targetPort: 80 }] }
---`;
  const GATEWAYS = pods('inject.istio.io/templates: gateway');

  test.each([
    ['where their Service leads', 'http://ingress.ml/', '200 model'],
    ['at the number of a server that is open elsewhere', 'http://ingress.ml:8080/', '503 no-listener'],
    ['in TLS for a name that no route has', 'https://ingress.ml/', 'connect-failure no-listener'],
  ])('are called %s', (_, url, expected) => {
    expect(calling(GATEWAYS, url)).toEqual([expected]);
  });

  test('are gateways only where a gateway is injected', () => {
    expect(calling(pods(''), 'http://ingress.ml/')).toEqual(['gateway-inside']);
  });
});
