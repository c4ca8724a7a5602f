import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Labels, ReplicatedSpec } from '../../../../manifest/shapes';
import { altered, rule, yaml } from '../../../rule';

const POD_MAKERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.DAEMON_SET];

/** What Istio reads a label for, by its value; every other one is as if it were not there (istio.io/api label, v1.31). */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'istio-injection': ['enabled', 'disabled'],
  'istio.io/dataplane-mode': ['ambient', 'none'],
  'istio.io/ingress-use-waypoint': ['true', 'false'],
  'istio.io/waypoint-for': ['service', 'workload', 'all', 'none'],
  'sidecar.istio.io/inject': ['true', 'false'],
};

const GOOD = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
`;

export const labelValue = rule({
  code: 'MLM0969',
  name: 'label-value',
  severity: 'error',
  title: 'A label of Istio has a value that Istio does not know',
  kinds: [kinds.NAMESPACE, kinds.SERVICE, kinds.POD, kinds.GATEWAY, ...POD_MAKERS] as readonly Kind[],
  message: '{name} has to be {expected}, and is {value}',
  why: 'Istio compares the value with those it knows, and passes over any other without a word: pods stay outside of the mesh, and whom a policy asks for is not told apart.',
  fix: 'write one of the values that the message names',
  evidence: 'source: istio.io/istio pkg/kube/inject/webhook.go, manifests/charts/istiod/templates/mutatingwebhook.yaml, cni/pkg/util/podutil.go. '
    + 'No case: the pods come up without a proxy, like those of a namespace without the label',
  bad: altered(GOOD, ['dataplane-mode: ambient', 'dataplane-mode: ambiant # <- MLM0969']),
  good: GOOD,
  * check(object) {
    for (const { labels, at } of labelsOf(object)) {
      for (const [name, values] of Object.entries(VALUES)) {
        const value: unknown = labels[name];
        if (typeof value === 'string' && !values.includes(value)) {
          yield { at: at.at(name), data: { name, value, expected: values.join(', ').replace(/, ([^,]*)$/, ' or $1') } };
        }
      }
    }
  },
});

/** The labels of an object, and those of its pods. */
function labelsOf(object: ManifestObject): readonly { readonly labels: Labels; readonly at: Location }[] {
  const template = POD_MAKERS.some((kind) => object.is(kind)) ? (object.spec as ReplicatedSpec).template?.metadata?.labels : undefined;
  return [
    { labels: object.labels, at: object.at('metadata', 'labels') },
    ...(template === undefined ? [] : [{ labels: template, at: object.at('spec', 'template', 'metadata', 'labels') }]),
  ];
}
