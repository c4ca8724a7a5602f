import { ask } from './ask';
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
