import { findingsOf, type TestOptions } from '../findings-of';

function found(code: string, text: string, options?: TestOptions): string[] {
  const lines = findingsOf(text, options);
  expect(lines.filter((line) => line.startsWith('MLM00'))).toEqual([]);
  return lines.filter((line) => line.startsWith(code));
}

describe('MLM0610: Services that contradict each other about a port of their pods', () => {
  const pods = `apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: model, namespace: ml }
spec:
  selector: { matchLabels: { app: model } }
  template:
    metadata: { labels: { app: model } }
    spec: { containers: [{ name: server, image: model }] }
`;
  const service = (name: string, ...ports: readonly string[]) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ml }
spec: { selector: { app: model }, ports: [${ports.map((port) => `{ ${port} }`).join(', ')}] }
`;

  test.each([
    ['one Service with two numbers for one port', [service('a', 'name: http, port: 80, targetPort: 8080', 'name: http-alt, port: 8080')]],
    ['one Service with a number for TCP and UDP', [service('a', 'name: tcp-dns, port: 53', 'name: udp-dns, port: 53, protocol: UDP')]],
    ['two Services with one number and one protocol', [service('a', 'name: http, port: 80'), service('b', 'name: http2, port: 80')]],
    ['a protocol that one of the two does not say', [service('a', 'name: http, port: 80, targetPort: 8080', 'name: model, port: 8080')]],
    ['numbers of TCP and UDP', [service('a', 'name: tcp, port: 80, targetPort: 8080'), service('b', 'name: udp, port: 90, protocol: UDP, targetPort: 8080')]],
    ['different ports', [service('a', 'name: http, port: 80'), service('b', 'name: tcp, port: 90')]],
  ])('%s: no', (_, services) => {
    expect(found('MLM0610', pods + services.join(''))).toEqual([]);
  });

  test.each([
    ['port 80 is TCP in Service a and UDP in Service b', [service('a', 'name: tcp, port: 80'), service('b', 'name: udp, port: 80, protocol: UDP')]],
    ['targetPort 8080 is port 80 of Service a and port 90 of Service b', [service('a', 'name: http, port: 80, targetPort: 8080'), service('b', 'name: http, port: 90, targetPort: 8080')]],
    ['targetPort 8080 is http2 by port 80 and tcp by port 90 of Service a', [service('a', 'name: grpc, port: 80, targetPort: 8080', 'name: tcp, port: 90, targetPort: 8080')]],
  ])('%s', (problem, services) => {
    expect(found('MLM0610', pods + services.join(''))).toEqual([`MLM0610 warning Deployment ml/model metadata.name: ${problem}`]);
  });
});

describe('MLM0611: a route or policy on a Service whose waypoint is for pods', () => {
  const service = `apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml, labels: { istio.io/use-waypoint: waypoint } }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: ml, labels: { istio.io/waypoint-for: workload } }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
`;
  const route = (namespace: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: ${namespace} }
spec: { parentRefs: [{ group: "", kind: Service, name: model, namespace: ml }], rules: [{ backendRefs: [{ name: model-v1, port: 80 }] }] }
`;
  const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: policy, namespace: ml }
spec: { targetRefs: [{ group: "", kind: Service, name: model }] }
`;
  const caller = (namespace: string, label: string) => `---
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { ${label} } }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ${namespace} }
spec: { containers: [{ name: caller, image: caller }] }
`;
  const [sidecar, ambient] = ['istio-injection: enabled', 'istio.io/dataplane-mode: ambient'];

  test.each([
    ['a caller with a sidecar, which applies the route itself', route('ml') + caller('web', sidecar)],
    ['a caller with a sidecar in the namespace of the Service', route('ml') + caller('ml', sidecar)],
    ['a caller with a sidecar in the namespace of a route that is for that one only', route('web') + caller('web', sidecar)],
  ])('%s: no', (_, text) => {
    expect(found('MLM0611', service + text)).toEqual([]);
  });

  test.each([
    ['callers in ambient mode', 'HTTPRoute ml/route spec.parentRefs[0].name', route('ml') + caller('web', ambient), 'ambient'],
    ['no caller but the waypoint itself, whose namespace is not in the input', 'HTTPRoute ml/route spec.parentRefs[0].name', route('ml'), 'sidecar'],
    ['a caller with a sidecar whom the route is not for', 'HTTPRoute web/route spec.parentRefs[0].name', route('web') + caller('other', sidecar), 'ambient'],
    ['a policy, which no sidecar applies', 'AuthorizationPolicy ml/policy spec.targetRefs[0].name', policy + caller('web', sidecar), 'ambient'],
  ] as const)('%s: yes', (_, place, text, dataPlane) => {
    expect(found('MLM0611', service + text, { dataPlane }))
      .toEqual([`MLM0611 error ${place}: the waypoint waypoint is for workload, and requests to the Service model do not come by it`]);
  });
});

describe('MLM0602: a route on a Service without a waypoint', () => {
  const text = (route: string, ...others: readonly string[]) => `apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: ${route} }
spec:
  parentRefs: [{ group: "", kind: Service, name: model, namespace: ml }]
  rules: [{ backendRefs: [{ name: model, namespace: ml, port: 80 }] }]
${others.join('')}`;
  const pod = (namespace: string, inject: boolean) => `---
apiVersion: v1
kind: Pod
metadata: { name: app, namespace: ${namespace}, labels: { sidecar.istio.io/inject: "${inject}" } }
spec: { containers: [{ name: app, image: app }] }
`;

  const gateway = `---
apiVersion: v1
kind: Namespace
metadata: { name: edge, labels: { istio-injection: enabled } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: edge }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`;

  test.each([
    ['nobody has a sidecar', text('ml'), true],
    ['a gateway lies where pods get sidecars', text('ml', gateway), true],
    ['a caller anywhere has one', text('ml', pod('app', true)), false],
    ['a caller has none', text('ml', pod('app', false)), true],
    ['a caller has one, for whom the route is', text('app', pod('app', true)), false],
    ['a caller has one, for whom the route is not', text('app', pod('other', true)), true],
  ])('%s', (_, manifests, isFound) => {
    expect(found('MLM0602', manifests)).toHaveLength(isFound ? 1 : 0);
  });
});

describe('MLM0601: a waypoint that is not there', () => {
  const entry = (waypoint: string) => `apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: ml, labels: { istio.io/use-waypoint: ${waypoint} } }
spec: { hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: ml }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
`;

  test.each([['egress', []], ['none', []], ['egres', [expect.stringContaining('Gateway ml/egres is not there')]]])('of a ServiceEntry: %s', (waypoint, expected) => {
    expect(found('MLM0601', entry(waypoint))).toEqual(expected);
  });
});
