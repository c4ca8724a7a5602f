import { requestOf } from './ask';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { Simulator } from '../../src/simulate/simulator';
import { completeWorld } from '../../src/simulate/world';

const NAMESPACES = ['models', 'team'].map((name) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio-injection: enabled } }
---`).join('');

const SERVICES = ['model', 'canary'].map((name) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: models }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---`).join('');

const CALLERS = [['models', 'plain', 'tier: a'], ['models', 'beta', 'tier: beta'], ['team', 'plain', 'tier: a']].map(([namespace, name, labels]) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { ${labels} } }
spec: { serviceAccountName: ${name}, containers: [] }
---`).join('');

const ROUTES = (match: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: model, namespace: models }
spec:
  hosts: [model]
  http:
    - match: [{ ${match} }]
      route: [{ destination: { host: canary } }]
    - route: [{ destination: { host: model } }]
---`;

const SIDECAR = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: beta, namespace: models }
spec:
  workloadSelector: { labels: { tier: beta } }
  egress: [{ hosts: [./canary.models.svc.cluster.local] }]
---`;

/** What three callers reach, who all ask one simulator: tables of the one must not be taken for those of the next. */
function reached(yaml: string): readonly unknown[] {
  const { objects } = readSources([new Source('a.yaml', NAMESPACES + SERVICES + CALLERS + yaml)]);
  const simulator = new Simulator(completeWorld(objects));
  return [['models', 'plain'], ['models', 'beta'], ['team', 'plain']].map(([namespace, name]) => {
    const [{ upstream, unknown, status }] = simulator.answer(requestOf({ source: { namespace, name }, url: 'http://model.models/' }));
    return upstream?.workload.name ?? unknown ?? status;
  });
}

test('pods of a namespace are told apart by the labels that rules compare', () => {
  expect(reached(ROUTES('sourceLabels: { tier: beta }'))).toEqual(['model', 'canary', 'model']);
});

test('pods are told apart by their namespaces', () => {
  expect(reached(ROUTES('sourceNamespace: team'))).toEqual(['model', 'model', 'canary']);
});

test('pods of a namespace are told apart by their Sidecars', () => {
  expect(reached(SIDECAR)).toEqual(['model', 'past-sidecar', 'model']);
});

test('what is the same for all callers reaches all of them', () => {
  expect(reached(ROUTES('uri: { prefix: / }'))).toEqual(['canary', 'canary', 'canary']);
});
