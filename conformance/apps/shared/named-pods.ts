import { ApiObject } from 'cdk8s';
import type { Chart } from 'cdk8s';
import type { IWorkload } from 'cdk8s-ml-mesh';

/** A pod of a workload that cases know by a name of its own, with labels besides the workload's. */
export interface NamedPod {
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
}

/** Pods of one workload that a case can tell apart. */
export function namedPods(chart: Chart, workload: IWorkload, pods: readonly NamedPod[]): void {
  const { labels, annotations } = workload.podMetadata;
  for (const { name, labels: own } of pods) {
    new ApiObject(chart, name, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: workload.namespace, name, labels: { ...labels, ...own, 'service.istio.io/workload-name': name }, annotations },
      spec: { serviceAccountName: workload.serviceAccountName, containers: [{ name: 'app', image: 'app' }] },
    });
  }
}
