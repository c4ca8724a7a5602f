import { ask, type Asked } from './ask';
import { authorityOf } from '../../src/simulate/request';

function world(labels: string): string {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { ${labels} } }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ml }
spec: { serviceAccountName: caller, containers: [] }
---
${['first', 'second'].map((name) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ml }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
`).join('')}`;
}

const SIDECARS = 'istio-injection: enabled';
const REGISTRY_ONLY = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: ml }
spec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
`;

function answer(yaml: string, asked: Partial<Asked>) {
  const [{ upstream, status, unknown, hops }] = ask(yaml, { source: { namespace: 'ml', name: 'caller' }, url: 'http://first/', ...asked });
  const host = hops.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'virtual-host' ? [step.host] : [])))[0];
  return [upstream?.workload.name ?? unknown ?? status, upstream?.message.authority ?? host];
}

test.each<[what: string, yaml: string, authority: string, expected: unknown[]]>([
  ['a sidecar routes by it', world(SIDECARS), 'second', ['second', 'second']],
  ['a sidecar routes by it whatever port it has', world(SIDECARS), 'second.ml:81', ['second', 'second.ml:81']],
  ['a sidecar hands on to the address what it does not know', world(SIDECARS), 'nobody.example.com', ['past-sidecar', undefined]],
  ['a sidecar refuses what it does not know', world(SIDECARS) + REGISTRY_ONLY, 'nobody.example.com', [502, 'nobody.example.com']],
  ['ztunnel does not read it', world('istio.io/dataplane-mode: ambient'), 'second', ['first', 'second']],
])('a header Host: %s', (_, yaml, authority, expected) => {
  expect(answer(yaml, { authority })).toEqual(expected);
});

test('without it the host is that of the URL', () => {
  expect(answer(world(SIDECARS), {})).toEqual(['first', 'first']);
  expect(authorityOf([['x-host', 'a']])).toBeUndefined();
});
