import { SERVICE_ENTRY } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model.ml.internal]
    location: MESH_INTERNAL
    resolution: STATIC
    ports:
      - number: 80
        name: http
        protocol: HTTP
        targetPort: 8080
    workloadSelector:
      labels:
        app: model
`, EXAMPLE_POD);

export const entryWithoutPods = rule({
  code: 'MLM0128',
  name: 'entry-without-pods',
  severity: 'error',
  title: 'A ServiceEntry selects no pods and no machines',
  kinds: [SERVICE_ENTRY],
  message: 'no pods and no WorkloadEntries in {namespace} have the labels {labels}',
  why: 'Those that it selects are its only endpoints: without any, every call of its hosts is answered with 503. They are looked for in the namespace of the ServiceEntry.',
  fix: 'write the labels of the pod template or of the WorkloadEntries, and put the ServiceEntry into their namespace',
  sameAs: ['IST0101'],
  isAbsence: true,
  cases: ['references/entry-without-pods'],
  evidence: 'requests are answered with 503',
  bad: altered(GOOD, ['    labels:\n      app: model\n---', '    labels: # <- MLM0128\n      app: models\n---']),
  good: GOOD,
  * check(entry, { index }) {
    const { resolution, workloadSelector } = entry.spec;
    const labels = (workloadSelector?.labels ?? {}) as Record<string, string>;
    // With resolution NONE the selector says nothing, which MLM0924 tells.
    const isRead = Object.keys(labels).length > 0 && resolution !== undefined && resolution !== 'NONE';
    if (isRead && index.pods.matching(entry.namespace, labels).length === 0 && !index.machines.areIn(entry.namespace, labels)) {
      const written = Object.entries(labels).map((pair) => pair.join('=')).join(', ');
      yield { at: entry.at('spec', 'workloadSelector', 'labels'), data: { namespace: entry.namespace, labels: written } };
    }
  },
});
