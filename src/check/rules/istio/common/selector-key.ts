import type { Kind } from '../../../../manifest/kind';
import { ENVOY_FILTER, SERVICE_ENTRY, SIDECAR } from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { foundIn, refused } from '../verdict';

interface Selecting {
  readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
}

export const selectorKey = refused<Selecting>({
  code: 'MLM0938',
  name: 'selector-key',
  title: 'A label of a workloadSelector has a name that no label has',
  kinds: [SIDECAR, SERVICE_ENTRY, ENVOY_FILTER] as readonly Kind<Selecting>[],
  why: 'No pod has a label without a name, or with a wildcard in it. The webhook refuses it; the CRD looks at the values only.',
  fix: 'name the label',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: model
      namespace: ml-serving
    spec:
      workloadSelector:
        labels:
          "": model # <- MLM0938
      egress:
        - hosts:
            - istio-system/*
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: default
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - istio-system/*
  `,
  options: { dataPlane: 'sidecar' },
  * check(object) {
    for (const name of Object.keys(object.spec.workloadSelector?.labels ?? {})) {
      const problem = name === '' ? 'a label of the selector has no name' : name.includes('*') ? `the name ${name} of a label has a wildcard` : undefined;
      yield* foundIn(object.at('spec', 'workloadSelector', 'labels', name), problem, (text) => text);
    }
  },
});
