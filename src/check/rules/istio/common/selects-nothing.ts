import { selectorOf, targetRefs } from '../../../../manifest/istio/policies';
import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Labels } from '../../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../../rule';
import { EXAMPLE_POD } from '../../object-examples';
import { analyzer } from '../analyzed';

const GOOD = together(yaml`
  apiVersion: extensions.istio.io/v1alpha1
  kind: WasmPlugin
  metadata:
    name: tokens
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    url: oci://registry.example.com/tokens:1.0
`, EXAMPLE_POD);

/** Of these the namespace of the mesh has no say about the pods of others, once they have a selector. */
const OWN_NAMESPACE: readonly Kind[] = [kinds.SIDECAR, kinds.TELEMETRY];

export const selectsNothing = rule({
  code: 'MLM0962',
  name: 'selects-nothing',
  severity: 'warning',
  title: 'A Sidecar, a Telemetry or an extension chooses no pods',
  kinds: [kinds.SIDECAR, kinds.TELEMETRY, kinds.ENVOY_FILTER, kinds.WASM_PLUGIN, kinds.TRAFFIC_EXTENSION] as readonly Kind[],
  message: 'no pods have the labels {labels}',
  why: 'It is accepted and holds for nobody: no proxy has the filter, the scope, the spans or the log that it is about.',
  fix: 'write labels of the pod template; those of a Service or Deployment do not count',
  sameAs: ['IST0101', 'KIA0004'],
  isAbsence: true,
  evidence: analyzer('{sidecar,telemetry}/selector.go'),
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['    matchLabels:\n      app: model\n', '    matchLabels: # <- MLM0962\n      app: models\n']),
  good: GOOD,
  * check(object, { index }) {
    const labels = targetRefs(object).length > 0 ? undefined : selectorOf(object);
    if (labels !== undefined && Object.keys(labels).length > 0 && !choosesSome(object, labels, index)) {
      const { selector } = object.spec as { readonly selector?: object };
      const path = selector === undefined ? ['workloadSelector', 'labels'] : ['selector', 'matchLabels'];
      yield { at: object.at('spec', ...path), data: { labels: Object.entries(labels).map((pair) => pair.join('=')).join(', ') } };
    }
  },
});

function choosesSome(object: ManifestObject, labels: Labels, { policies, pods, machines }: ManifestIndex): boolean {
  const { namespace } = object;
  return OWN_NAMESPACE.some((kind) => object.is(kind))
    ? pods.matching(namespace, labels).length > 0 || machines.areIn(namespace, labels)
    : policies.podsOf(object).length > 0 || machines.areChosen(namespace, labels);
}
