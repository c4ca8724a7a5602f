import type { Kind } from '../../../manifest/kind';
import { CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, SERVICE_ACCOUNT, STATEFUL_SET } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: feature-store
    template:
      metadata:
        labels:
          app: feature-store
      spec:
        serviceAccountName: feature-store
        containers:
          - name: server
            image: feature-store
  ---
  apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: feature-store
    namespace: ml-serving
`;

export const missingAccount = rule({
  code: 'MLM0110',
  name: 'missing-account',
  severity: 'error',
  title: 'Pods run as a service account that is not there',
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB, CRON_JOB, POD] as readonly Kind<unknown>[],
  message: 'ServiceAccount {namespace}/{name} is not there',
  why: 'The API server admits no pod of it, so that nothing starts. The workload is accepted; only the events of its ReplicaSet or Job say why it has no pods.',
  fix: 'create the ServiceAccount in the namespace of the pods, or name one that is there',
  isAbsence: true,
  evidence: 'server-side apply of the pod is refused: "error looking up service account". No case: a case with a workload that never gets a pod waits for it.',
  bad: altered(GOOD, ['serviceAccountName: feature-store', 'serviceAccountName: features # <- MLM0110']),
  good: GOOD,
  * check(workload, { index }) {
    for (const pods of index.pods.in(workload.namespace).filter(({ owner }) => owner === workload)) {
      const { namespace, spec: { serviceAccountName: name } } = pods;
      // The account `default` is made by a controller.
      if (name !== undefined && name !== '' && name !== 'default' && !index.exists(SERVICE_ACCOUNT, namespace, name)) {
        yield { at: pods.at('spec', 'serviceAccountName'), data: { namespace, name } };
      }
    }
  },
});
