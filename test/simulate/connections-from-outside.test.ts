import { ask } from './ask';
import type { Outcome } from '../../src/simulate/outcome';

const BASE = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: serving }
spec:
  gatewayClassName: istio
  listeners:
    - { name: passed, port: 9443, protocol: TLS, hostname: '*.example.com', tls: { mode: Passthrough } }
    - { name: ended, port: 9444, protocol: TLS, hostname: ended.example.com, tls: { certificateRefs: [{ name: certificate }] } }
    - { name: bytes, port: 9000, protocol: TCP }
---
apiVersion: v1
kind: Service
metadata: { name: plain, namespace: serving }
spec: { selector: { app: plain }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: secure, namespace: serving }
spec: { selector: { app: secure }, ports: [{ name: https, port: 443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: silent, namespace: serving }
spec: { selector: { app: silent }, ports: [{ port: 443 }] }
`;

const EDGE = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: serving }
spec:
  selector: { gateway.networking.k8s.io/gateway-name: gateway }
  servers:
    - { port: { number: 8000, name: tcp, protocol: TCP }, hosts: ['*'] }
    - { port: { number: 8443, name: tls, protocol: TLS }, hosts: ['*.example.com'], tls: { mode: PASSTHROUGH } }
    - { port: { number: 8444, name: ended, protocol: TLS }, hosts: [ended.example.com], tls: { mode: SIMPLE, credentialName: certificate } }
    - { port: { number: 15443, name: proxies, protocol: TLS }, hosts: ['*.local'], tls: { mode: AUTO_PASSTHROUGH } }
`;

function tlsRoute(name: string, host: string, backend: string, section = 'passed'): string {
  return `---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: ${name}, namespace: serving }
spec: { parentRefs: [{ name: gateway, sectionName: ${section} }], hostnames: [${host}], rules: [{ backendRefs: ${backend} }] }
`;
}

function tcpRoute(backends: string): string {
  return `---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: bytes, namespace: serving }
spec: { parentRefs: [{ name: gateway, sectionName: bytes }], rules: [{ backendRefs: ${backends} }] }
`;
}

function virtualService(name: string, spec: string, hosts = '[a.example.com, ended.example.com]'): string {
  return `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: serving }
spec: { hosts: ${hosts}, gateways: [edge], ${spec} }
`;
}

/** Each outcome: how probable, who answers with what, and why nobody does. */
function told(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ probability, disposition, status, upstream }) => `${probability} ${disposition} ${status ?? 'broken'} ${upstream?.workload.name ?? 'nobody'}`);
}

const answers = (yaml: string, url: string) => told(ask(BASE + yaml, { url }));
const whyOf = (yaml: string, url: string) => ask(BASE + yaml, { url })[0].reason?.text;

describe('TLS that a listener passes on', () => {
  const ROUTES = tlsRoute('secure', 'a.example.com', '[{ name: secure, port: 443 }]') + tlsRoute('plain', 'b.example.com', '[{ name: plain, port: 80 }]');

  test('goes by its server name to pods that speak it', () => {
    expect(answers(ROUTES, 'https://a.example.com:9443/v1')).toEqual(['1 delivered 200 secure']);
  });

  test('goes to pods that do not say what they speak', () => {
    expect(answers(tlsRoute('silent', 'a.example.com', '[{ name: silent, port: 443 }]'), 'https://a.example.com:9443/')).toEqual(['1 delivered 200 silent']);
  });

  test('is no HTTP for the sidecar of such pods, so that a DENY by methods refuses all of it', () => {
    const sidecars = `---
apiVersion: v1
kind: Namespace
metadata: { name: serving, labels: { istio-injection: enabled } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-deletes, namespace: serving }
spec: { selector: { matchLabels: { app: silent } }, action: DENY, rules: [{ to: [{ operation: { methods: [DELETE] } }] }] }
`;
    expect(answers(tlsRoute('silent', 'a.example.com', '[{ name: silent, port: 443 }]') + sidecars, 'https://a.example.com:9443/')).toEqual(['1 denied broken nobody']);
  });

  test('is lost on pods that speak HTTP, and it is said what to do', () => {
    expect(answers(ROUTES, 'https://b.example.com:9443/v1')).toEqual(['1 reset broken nobody']);
    expect(whyOf(ROUTES, 'https://b.example.com:9443/v1')).toBe(
      'Pod serving/plain-0 listens for HTTP on 80, and gets TLS that nobody has ended: name the port of its Service https or tls if it speaks that, or end TLS at the gateway');
  });

  test('is not taken for another server name, nor without TLS', () => {
    expect(answers(ROUTES, 'https://c.example.com:9443/')).toEqual(['1 no-listener broken nobody']);
    expect(answers(ROUTES, 'http://a.example.com:9443/')).toEqual(['1 no-listener broken nobody']);
    expect(whyOf(ROUTES, 'https://c.example.com:9443/')).toBe(
      'no listener takes it: there is TLS, passed on, on 9443 for b.example.com, TLS, passed on, on 9443 for a.example.com');
  });

  test('goes where the first of two routes for a name says', () => {
    const two = tlsRoute('one', 'a.example.com', '[{ name: secure, port: 443 }]') + tlsRoute('two', 'a.example.com', '[{ name: silent, port: 443 }]');
    expect(answers(two, 'https://a.example.com:9443/')).toEqual(['1 delivered 200 secure']);
  });

  test('goes nowhere without a permitted backend', () => {
    expect(answers(tlsRoute('far', 'a.example.com', '[{ name: secure, port: 443, namespace: elsewhere }]'), 'https://a.example.com:9443/')).toEqual(['1 no-backend broken nobody']);
  });

  test('is taken by no listener for a route that istiod drops', () => {
    expect(answers(tlsRoute('portless', 'a.example.com', '[{ name: secure }]'), 'https://a.example.com:9443/')).toEqual(['1 no-listener broken nobody']);
  });
});

test('TLS that a listener ends is plain for pods', () => {
  expect(answers(tlsRoute('ended', 'ended.example.com', '[{ name: plain, port: 80 }]', 'ended'), 'https://ended.example.com:9444/')).toEqual(['1 delivered 200 plain']);
});

describe('TCP of a listener', () => {
  test('is shared by weights, whatever the request says', () => {
    const weights = tcpRoute('[{ name: plain, port: 80, weight: 9 }, { name: silent, port: 443, weight: 1 }, { name: secure, port: 443, weight: 0 }]');
    expect(answers(weights, 'http://anything:9000/')).toEqual(['9/10 delivered 200 plain', '1/10 delivered 200 silent']);
  });

  test('may be TLS', () => {
    expect(answers(tcpRoute('[{ name: secure, port: 443 }]'), 'https://anything:9000/')).toEqual(['1 delivered 200 secure']);
  });

  test('is closed where no backend has a weight', () => {
    expect(answers(tcpRoute('[{ name: plain, port: 80, weight: 0 }]'), 'http://anything:9000/')).toEqual(['1 no-backend broken nobody']);
  });

  test('is not taken without a route', () => {
    expect(answers('', 'http://anything:9000/')).toEqual(['1 no-listener broken nobody']);
  });

  test('is refused by a policy for the port', () => {
    const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: closed, namespace: serving }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }], action: DENY, rules: [{ to: [{ operation: { ports: ['9000'] } }] }] }
`;
    expect(answers(tcpRoute('[{ name: plain, port: 80 }]') + policy, 'http://anything:9000/')).toEqual(['1 denied broken nobody']);
  });

  test('is not known where a policy compares addresses', () => {
    const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: closed, namespace: serving }
spec: { selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gateway } }, action: DENY, rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }] }
`;
    expect(answers(tcpRoute('[{ name: plain, port: 80 }]') + policy, 'http://anything:9000/')).toEqual(['1 unknown broken nobody']);
  });
});

describe('a server of a Gateway of Istio', () => {
  test('of TCP goes by the port, and by weights', () => {
    const routes = virtualService('a', `tcp: [{ match: [{ port: 1 }], route: [{ destination: { host: secure } }] }, { match: [{ port: 8000 }], route: [
      { destination: { host: plain }, weight: 75 }, { destination: { host: silent, port: { number: 443 } }, weight: 25 }, { destination: { host: secure } }] }]`);
    expect(answers(EDGE + routes, 'http://anything:8000/')).toEqual(['3/4 delivered 200 plain', '1/4 delivered 200 silent']);
  });

  test('that passes TLS on goes by the server name', () => {
    const routes = virtualService('a', 'tls: [{ match: [{ sniHosts: [a.example.com] }], route: [{ destination: { host: secure } }] }]');
    expect(answers(EDGE + routes, 'https://a.example.com:8443/')).toEqual(['1 delivered 200 secure']);
    expect(answers(EDGE + routes, 'https://b.example.com:8443/')).toEqual(['1 no-listener broken nobody']);
  });

  test('that ends TLS needs a route of TCP', () => {
    expect(answers(EDGE + virtualService('a', 'tcp: [{ route: [{ destination: { host: plain } }] }]'), 'https://ended.example.com:8444/')).toEqual(['1 delivered 200 plain']);
    expect(answers(EDGE + virtualService('a', 'tls: [{ match: [{ sniHosts: [ended.example.com] }], route: [{ destination: { host: plain } }] }]'), 'https://ended.example.com:8444/'))
      .toEqual(['1 no-listener broken nobody']);
  });

  test('takes no VirtualService for another Gateway, or for other hosts', () => {
    const other = virtualService('a', 'tls: [{ match: [{ sniHosts: [a.example.org] }], route: [{ destination: { host: secure } }] }]', '[a.example.org]');
    const elsewhere = virtualService('b', 'tls: [{ match: [{ sniHosts: [a.example.com], gateways: [other] }], route: [{ destination: { host: secure } }] }]');
    expect(answers(EDGE + other + elsewhere, 'https://a.example.com:8443/')).toEqual(['1 no-listener broken nobody']);
    expect(answers(EDGE + other, 'https://a.example.org:8443/')).toEqual(['1 no-listener broken nobody']);
  });

  test('for proxies of other meshes says that it is for nobody else', () => {
    const routes = virtualService('a', 'tcp: [{ route: [{ destination: { host: plain } }] }]', '[a.local]');
    expect(answers(EDGE + routes, 'https://a.local:15443/')).toEqual(['1 no-listener broken nobody']);
    expect(whyOf(EDGE, 'https://a.example.com:15443/')).toMatch(/Gateway serving\/edge takes on port 15443 \(AUTO_PASSTHROUGH\) only mutual TLS of proxies/);
  });

  test('reaches a server outside that ends TLS itself, unless a DestinationRule adds TLS of its own', () => {
    const outside = `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: right, namespace: serving }
spec: { hosts: [a.example.com], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
` + virtualService('a', 'tls: [{ match: [{ sniHosts: [a.example.com] }], route: [{ destination: { host: a.example.com, port: { number: 443 } } }] }]');
    const rule = `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: right, namespace: serving }
spec: { host: a.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }
`;
    expect(answers(EDGE + outside, 'https://a.example.com:8443/')).toEqual(['1 delivered 200 a.example.com']);
    expect(answers(EDGE + outside + rule, 'https://a.example.com:8443/')).toEqual(['1 reset broken nobody']);
  });
});
