import type { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';
import type { MeshContext } from '../mesh/context';
import type { IWorkload } from '../mesh/workload';

/** The pods that a request comes from: `sourceLabels` and `sourceNamespace` of a VirtualService. */
export interface SourceMatchConfig {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
}

/** Workloads as a sidecar tells callers apart: every one of them reads the rules that are for its own pod. */
export function bindSources(site: Site, context: MeshContext, sources: readonly IWorkload[]): SourceMatchConfig[] {
  if (sources.length > 0) {
    requireCapability(context.target, 'sourceMatch', site);
  }
  return sources.map((source, i) => {
    const workload = context.workloads.find((known) => known === source) ?? site.at(i).fail({
      problem: 'must be a workload of the same mesh',
      got: source.workloadName,
      fix: 'use what mesh.addWorkload or workloadFromAttributes returned',
    });
    site.at(i).check(!workload.outsideMesh, {
      problem: `names the workload '${workload.workloadName}', which has no sidecar that could tell`,
      fix: 'leave outsideMesh out, or use a cohort by header',
    });
    return {
      namespace: workload.namespace,
      labels: workload.podLabels ?? site.at(i).fail({
        problem: `names the workload '${workload.workloadName}', the labels of whose pods are not known`,
        fix: 'give podLabels in workloadFromAttributes',
      }),
    };
  });
}
