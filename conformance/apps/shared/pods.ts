import { ApiObject } from 'cdk8s';
import type { Chart } from 'cdk8s';
import type { IWorkload } from 'cdk8s-ml-mesh';

/** Pods of a workload, as its owner would run them: what the box adds by itself is one. */
export function pods(chart: Chart, workload: IWorkload, count: number): void {
  const { labels, annotations } = workload.podMetadata;
  for (let i = 0; i < count; i++) {
    new ApiObject(chart, `${workload.workloadName}-${i}`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace: workload.namespace,
        name: `${workload.workloadName}-${i}`,
        labels: { ...labels, 'service.istio.io/workload-name': workload.workloadName },
        annotations,
      },
      spec: { serviceAccountName: workload.serviceAccountName, containers: [{ name: 'app', image: 'app' }] },
    });
  }
}
