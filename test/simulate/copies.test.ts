import { ask } from './ask';
import { drawText } from '../../src/simulate/explain/text';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: models, labels: { istio-injection: enabled } }
---
${httpGateway('models')}${serviceOf('model', 'models')}${serviceOf('shadow', 'models')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: models }
spec:
  parentRefs: [{ name: gateway }]
  rules:
    - filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: shadow, port: 80 } } }]
      backendRefs: [{ name: model, port: 80 }]
`;

const POLICY = `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: hosts, namespace: models }
spec:
  selector: { matchLabels: { app: shadow } }
  rules: [{ to: [{ operation: { hosts: [HOST] } }] }]
`;

const URL = 'http://models.example.com/';

function copies(manifests: string, url = URL, behaviors = {}): readonly string[] {
  const [{ mirrors }] = ask(manifests, { url }, { behaviors });
  return mirrors.map(({ workload, share }) => `${workload.name} ${String(share)}`);
}

test('a copy is received by whom nobody guards', () => {
  expect(copies(MANIFESTS)).toEqual(['shadow 1']);
});

test('a copy that a policy refuses is received by nobody', () => {
  expect(copies(MANIFESTS + POLICY.replace('HOST', 'other.example.com'))).toEqual([]);
});

test('a copy names the host of the request', () => {
  expect(copies(MANIFESTS + POLICY.replace('HOST', 'models.example.com'))).toEqual(['shadow 1']);
  expect(copies(MANIFESTS + POLICY.replace('HOST', 'models.example.com:80'), 'http://models.example.com:80/')).toEqual(['shadow 1']);
});

test.each(['crashed', 'unready'] as const)('a copy is received by nobody who is %s', (down) => {
  expect(copies(MANIFESTS, URL, { shadow: { down } })).toEqual([]);
});

const ALIAS = MANIFESTS.replace(/apiVersion: v1\nkind: Service\nmetadata: \{ name: shadow[\s\S]*?---\n/, `apiVersion: v1
kind: Service
metadata: { name: shadow, namespace: models }
spec: { type: ExternalName, externalName: model.models.svc.cluster.local, ports: [{ name: http, port: 80 }] }
---
`);

const MACHINE = `
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: machine, namespace: models }
spec: { address: 10.1.2.3, labels: { app: shadow } }
`;

test('copies for a Service that stands for another one are received there', () => {
  expect(ask(ALIAS, { url: URL }).map(({ mirrors }) => mirrors.map(({ workload }) => workload.name))).toEqual([['model']]);
});

test('it is told that nobody knows who receives a copy for a machine of which nothing is known', () => {
  const [outcome, ...others] = ask(MANIFESTS + MACHINE, { url: URL });

  expect(others).toEqual([]);
  expect(outcome.mirrors).toEqual([]);
  expect(outcome.unknownMirrors.map(({ share, unknown, cluster: { host } }) => `${host} ${String(share)} ${unknown}`)).toEqual(['shadow.models.svc.cluster.local 1 workload-entry']);
  expect([outcome.upstream?.workload.name, outcome.unknown]).toEqual(['model', undefined]);
  expect(drawText([outcome])).toContain('it is not known who receives it: ');
});

test.each([
  ['a policy refuses them', MANIFESTS + POLICY.replace('HOST', 'other.example.com'), {}, 'a policy refuses it'],
  ['nobody is ready', MANIFESTS, { shadow: { down: 'unready' as const } }, 'none of the pods of Service models/shadow is ready'],
])('it is told why nobody receives copies: %s', (_, manifests, behaviors, why) => {
  const outcomes = ask(manifests, { url: URL }, { behaviors });

  expect(outcomes.flatMap(({ unknownMirrors }) => unknownMirrors)).toEqual([]);
  expect(drawText(outcomes)).toMatch(new RegExp(`is lost: .*${why}`));
});
