import type { SidecarSpec } from '../../../../../imports/networking.istio.io';
import { DataPlane } from '../../../../core/versions/data-plane';
import { SIDECAR } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { PodSet } from '../../../../manifest/pods';
import { rule, yaml } from '../../../rule';

type Sidecar = ManifestObject<SidecarSpec>;

export const conflictingSidecars = rule({
  code: 'MLM0942',
  name: 'conflicting-sidecars',
  severity: 'error',
  title: 'Two Sidecars are for the same pods',
  kinds: [SIDECAR],
  message: '{other} is for {pods}, too: one of the two has no effect',
  why: 'A proxy takes one Sidecar: the oldest with a selector that fits, else the oldest of the namespace without selector. What the other one says is left out without a word.',
  fix: 'put both into one, or narrow the selectors',
  sameAs: ['IST0110', 'IST0111', 'KIA1002', 'KIA1003'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/sidecar/selector.go',
  options: { dataPlane: 'sidecar' },
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: default # <- MLM0942
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - ./*
    ---
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: metrics # <- MLM0942
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - monitoring/*
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
            - ./*
            - monitoring/*
  `,
  * check(sidecar, { index }) {
    const rivals = index.objects.in(SIDECAR, sidecar.namespace).filter((other) => other !== sidecar && isSelecting(other) === isSelecting(sidecar));
    for (const other of rivals) {
      const pods = commonPods(sidecar, other, index);
      if (pods !== undefined) {
        yield {
          at: sidecar.at('metadata', 'name'),
          data: { other: other.id, pods },
          related: [{ at: other.at('metadata', 'name'), label: 'is for the same pods' }],
        };
        return;
      }
    }
  },
});

function isSelecting({ spec: { workloadSelector } }: Sidecar): boolean {
  return Object.keys(workloadSelector?.labels ?? {}).length > 0;
}

/** What both are for, in words. A pod in ambient mode has no proxy to configure. */
function commonPods(a: Sidecar, b: Sidecar, index: ManifestIndex): string | undefined {
  const hasProxy = (pods: PodSet) => index.namespaces.membership(pods) !== DataPlane.AMBIENT;
  if (!isSelecting(a)) {
    const pods = index.pods.in(a.namespace);
    return pods.length === 0 || pods.some(hasProxy) ? 'every pod of the namespace' : undefined;
  }
  const others = index.pods.matching(b.namespace, b.spec.workloadSelector!.labels!);
  return index.pods.matching(a.namespace, a.spec.workloadSelector!.labels!).find((pods) => others.includes(pods) && hasProxy(pods))?.owner.id;
}
