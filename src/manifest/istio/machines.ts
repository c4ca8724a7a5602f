import type { WorkloadEntrySpec, WorkloadGroupSpec } from '../../../imports/networking.istio.io';
import { WORKLOAD_ENTRY, WORKLOAD_GROUP } from '../kinds';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Labels } from '../shapes';

/** Workloads outside of Kubernetes: WorkloadEntries, and those that register themselves by a WorkloadGroup. */
export class Machines {
  constructor(private readonly objects: Objects, private readonly rootNamespace: string) {}

  /** Whether a namespace has some with all of the labels. */
  public areIn(namespace: string, wanted: Labels): boolean {
    return areAmong(this.objects.in(WORKLOAD_ENTRY, namespace), this.objects.in(WORKLOAD_GROUP, namespace), wanted);
  }

  /** Whether a policy of the namespace that chooses by the labels chooses some. */
  public areChosen(namespace: string, wanted: Labels): boolean {
    return namespace === this.rootNamespace
      ? areAmong(this.objects.all(WORKLOAD_ENTRY), this.objects.all(WORKLOAD_GROUP), wanted)
      : this.areIn(namespace, wanted);
  }
}

/** Labels of an entry itself count as well (istio.io/istio pilot/pkg/serviceregistry/serviceentry/conversion.go `ConvertWorkloadEntry`). */
function areAmong(
  entries: readonly ManifestObject<WorkloadEntrySpec>[],
  groups: readonly ManifestObject<WorkloadGroupSpec>[],
  wanted: Labels,
): boolean {
  return entries.some(({ labels, spec }) => hasLabels({ ...spec.labels, ...labels }, wanted))
    || groups.some(({ spec: { metadata, template } }) => hasLabels({ ...template.labels, ...metadata?.labels }, wanted));
}
