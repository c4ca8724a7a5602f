import { DataPlane } from '../../../core/versions/data-plane';
import type { Kind } from '../../../manifest/kind';
import { CRON_JOB, JOB } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const NATIVE = 'sidecar.istio.io/nativeSidecar';

const GOOD = yaml`
  apiVersion: batch/v1
  kind: Job
  metadata:
    name: training
    namespace: ml-training
  spec:
    template:
      metadata:
        annotations:
          sidecar.istio.io/nativeSidecar: "true"
      spec:
        restartPolicy: Never
        containers:
          - name: trainer
            image: trainer
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-training
    labels:
      istio-injection: enabled
`;

export const endlessJob = rule({
  code: 'MLM0606',
  name: 'endless-job',
  severity: 'error',
  title: 'A job never ends, because its sidecar does not',
  kinds: [JOB as Kind<object>, CRON_JOB as Kind<object>],
  message: 'the sidecar of this job is an ordinary container, and goes on when the work is done',
  why: 'A pod has ended when its containers have. An ordinary sidecar does not: the job never completes, keeps its GPUs, and what waits for it waits.',
  fix: 'write "true", so that Kubernetes ends the sidecar with the work, or keep the sidecar out (label sidecar.istio.io/inject: "false")',
  evidence: 'source: istio.io/istio pkg/kube/inject/webhook.go. No case: the kubelet of the box is a played one and ends no job',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['nativeSidecar: "true"', 'nativeSidecar: "false" # <- MLM0606']),
  good: GOOD,
  * check(job, { index }) {
    for (const pods of index.pods.of(job)) {
      if (pods.annotations[NATIVE] === 'false' && index.namespaces.membership(pods) === DataPlane.SIDECAR) {
        yield { at: pods.at('metadata', 'annotations', NATIVE) };
      }
    }
  },
});
