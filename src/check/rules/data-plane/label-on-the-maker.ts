import { DataPlane } from '../../../core/versions/data-plane';
import { DAEMON_SET, DEPLOYMENT, STATEFUL_SET } from '../../../manifest/kinds';
import type { Membership } from '../../../manifest/namespaces';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
  spec:
    selector:
      matchLabels:
        app: model
    template:
      metadata:
        labels:
          app: model
          sidecar.istio.io/inject: "false"
      spec:
        containers:
          - name: server
            image: model
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio-injection: enabled
`;

/** What a label asks for: how the pods take part in the mesh if it is read. */
const WISHES: Readonly<Record<string, Readonly<Record<string, (membership: Membership) => boolean>>>> = {
  'sidecar.istio.io/inject': { true: (membership) => membership === DataPlane.SIDECAR, false: (membership) => membership !== DataPlane.SIDECAR },
  'istio.io/dataplane-mode': { ambient: (membership) => membership !== 'none', none: (membership) => membership !== DataPlane.AMBIENT },
};

export const labelOnTheMaker = rule({
  code: 'MLM0612',
  name: 'label-on-the-maker',
  severity: 'warning',
  title: 'A label for pods is written on what makes them, and not in its template',
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET],
  message: '{name}: {value} is not on the pods, which {are}',
  why: 'The injector and the agent of ambient mode look at the labels of pods, which are those of the template. The label of a Deployment is read by nobody: its pods take part in '
    + 'the mesh, or stay outside of it, as their namespace says.',
  fix: 'write the label in the template: spec.template.metadata.labels',
  evidence: 'source: istio.io/istio pkg/kube/inject/webhook.go, cni/pkg/util/podutil.go. No case: the pods come up as those of any Deployment without the label',
  bad: altered(GOOD, ['labels:\n    app: model\nspec', 'labels:\n    app: model\n    sidecar.istio.io/inject: "false" # <- MLM0612\nspec'],
    ['        sidecar.istio.io/inject: "false"\n    spec', '    spec']),
  good: GOOD,
  * check(owner, { index: { pods, namespaces } }) {
    const [made] = pods.of(owner);
    for (const [name, values] of made === undefined || !namespaces.isKnown(owner.namespace) ? [] : Object.entries(WISHES)) {
      const value = owner.labels[name];
      const membership = namespaces.membership(made!);
      if (made!.labels[name] === undefined && values[value]?.(membership) === false) {
        yield { at: owner.at('metadata', 'labels', name), data: { name, value, are: WORDS[membership] } };
      }
    }
  },
});

const WORDS: Readonly<Record<Membership, string>> = {
  [DataPlane.SIDECAR]: 'have a sidecar', [DataPlane.AMBIENT]: 'are in ambient mode', none: 'are not in the mesh',
};
