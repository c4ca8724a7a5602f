import { ask } from './ask';
import type { Outcome } from '../../src/simulate/outcome';

const NAMESPACES = `
apiVersion: v1
kind: Namespace
metadata: { name: models, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: other, labels: { istio-injection: enabled } }
---
`;

const CALLER = `
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: models, labels: { app: caller } }
spec: { serviceAccountName: caller, containers: [] }
---
`;

const SERVICES = ['features', 'features-v2'].map((name) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: models }
spec: { selector: { app: ${name} }, ports: [{ name: tcp, port: 9000 }] }
---
`).join('');

const rule = (tcp: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: features, namespace: models }
spec: { hosts: [features], tcp: [${tcp}] }
---
`;

const calling = (yaml: string, url = 'http://features:9000/') => (
  ask(NAMESPACES + CALLER + SERVICES + yaml, { source: { namespace: 'models', name: 'caller' }, url }));

const ends = (outcomes: readonly Outcome[]) => outcomes.map(({ upstream, unknown, failure, probability }) => (
  `${upstream?.workload.name ?? unknown ?? failure} ${probability}`));

const TO_V2 = 'route: [{ destination: { host: features-v2 } }]';

test.each([
  ['a route for all connections', `{ ${TO_V2} }`, ['features-v2 1']],
  ['a route for another port', `{ match: [{ port: 9001 }], ${TO_V2} }`, ['features 1']],
  ['a route for gateways', `{ match: [{ gateways: [gateway] }], ${TO_V2} }`, ['features 1']],
  ['a route for another caller', `{ match: [{ sourceLabels: { app: somebody } }], ${TO_V2} }`, ['features 1']],
  ['a route for another namespace', `{ match: [{ sourceNamespace: other }], ${TO_V2} }`, ['features 1']],
  ['a route for addresses', `{ match: [{ destinationSubnets: [10.0.0.0/8] }], ${TO_V2} }`, ['called-address 1']],
  ['a route for addresses behind one for all', `{ ${TO_V2} }, { match: [{ destinationSubnets: [10.0.0.0/8] }], route: [{ destination: { host: nobody } }] }`, ['features-v2 1']],
  ['a route to a Service that is not there', '{ route: [{ destination: { host: nobody } }] }', ['no-endpoints 1']],
  ['weights', '{ route: [{ destination: { host: features-v2 }, weight: 30 }, { destination: { host: features }, weight: 70 }] }', ['features-v2 3/10', 'features 7/10']],
])('%s', (_, tcp, expected) => {
  expect(ends(calling(rule(tcp)))).toEqual(expected);
});

test('the pods of a gateway take no connection that none of their listeners is for', () => {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: models }
spec: { selector: { istio: egress }, servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: ['*'], tls: { mode: PASSTHROUGH } }] }
---
apiVersion: v1
kind: Service
metadata: { name: egress, namespace: models }
spec: { selector: { istio: egress }, ports: [{ name: tcp, port: 9000 }] }
`;

  expect(ends(calling(rule('{ route: [{ destination: { host: egress } }] }') + gateway))).toEqual(['connect-failure 1']);
});

test('a Service that a sidecar does not know is called by its address, past the mesh', () => {
  const hidden = `
apiVersion: v1
kind: Service
metadata: { name: hidden, namespace: other, annotations: { networking.istio.io/exportTo: '.' } }
spec: { selector: { app: hidden }, ports: [{ name: tcp, port: 9000 }] }
`;

  expect(ends(calling(hidden, 'http://hidden.other:9000/'))).toEqual(['past-sidecar 1']);
});

test('a port that a Service does not have is told by its name', () => {
  const [{ disposition, reason }] = calling('', 'http://features:9001/');

  expect([disposition, reason?.text]).toEqual(['no-backend', 'Service models/features has no port 9001: it listens on 9000']);
});
