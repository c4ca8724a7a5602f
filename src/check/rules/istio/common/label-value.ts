import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Labels, ReplicatedSpec } from '../../../../manifest/shapes';
import { altered, rule, yaml } from '../../../rule';
import { nearest } from '../../../suggestion';

const POD_MAKERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.DAEMON_SET];

const JUDGED = [kinds.NAMESPACE, kinds.SERVICE, kinds.POD, kinds.GATEWAY, ...POD_MAKERS] as readonly Kind[];

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
  kinds: JUDGED,
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

/** Every label of Istio that somebody writes (istio.io/api label, v1.31), and older ones that are still read. */
const NAMES = [
  ...Object.keys(VALUES), 'istio.io/rev', 'istio.io/tag', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/use-waypoint-canary',
  'istio.io/use-waypoint-canary-namespace', 'istio.io/global', 'gateway.istio.io/managed', 'istio.io/gateway-name', 'networking.istio.io/enable-autoallocate-ip',
  'networking.istio.io/gatewayPort', 'networking.istio.io/tunnel', 'operator.istio.io/component', 'operator.istio.io/managed', 'operator.istio.io/version',
  'security.istio.io/tlsMode', 'service.istio.io/canonical-name', 'service.istio.io/canonical-revision', 'service.istio.io/workload-name',
  'topology.istio.io/cluster', 'topology.istio.io/locality', 'topology.istio.io/network', 'topology.istio.io/subzone',
];

export const labelName = rule({
  code: 'MLM0974',
  name: 'label-name',
  severity: 'warning',
  title: 'A label has nearly the name of one of Istio',
  kinds: JUDGED,
  message: '{name} is no label of Istio',
  why: 'Istio reads labels by their whole name, and passes over any other without a word: what it should switch on or off stays as it was.',
  fix: 'write the name that Istio reads',
  evidence: 'source: istio.io/api label/labels.gen.go. No case: the objects are those without the label',
  bad: altered(GOOD, ['istio.io/dataplane-mode: ambient', 'istio.io/data-plane-mode: ambient # <- MLM0974']),
  good: GOOD,
  * check(object) {
    for (const { labels, at } of labelsOf(object)) {
      for (const name of Object.keys(labels).filter((each) => /^istio-inj|^([^/]+\.)?istio\.io\//.test(each) && !NAMES.includes(each))) {
        const meant = nearest(name, NAMES);
        if (meant !== undefined) {
          yield { at: at.at(name).key(), data: { name }, fix: `write ${meant}` };
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
