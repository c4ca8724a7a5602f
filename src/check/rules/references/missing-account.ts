import type { Kind } from '../../../manifest/kind';
import { CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, SERVICE, SERVICE_ACCOUNT, STATEFUL_SET } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { PodSet } from '../../../manifest/pods';
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
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB, CRON_JOB, POD, SERVICE] as readonly Kind<unknown>[],
  message: 'ServiceAccount {namespace}/{name} is not there',
  why: 'The API server admits no pod of it, so that nothing starts. The workload is accepted; only the events of its ReplicaSet or Job say why it has no pods.',
  fix: 'create the ServiceAccount in the namespace of the pods, or name one that is there',
  isAbsence: true,
  evidence: 'server-side apply of the pod is refused: "error looking up service account". No case: a case with a workload that never gets a pod waits for it.',
  bad: altered(GOOD, ['serviceAccountName: feature-store', 'serviceAccountName: features # <- MLM0110']),
  good: GOOD,
  * check(object, { index }) {
    for (const pods of index.pods.of(object)) {
      const name = missing(pods, index);
      if (name !== undefined) {
        yield { at: pods.at('spec', 'serviceAccountName'), data: { namespace: pods.namespace, name } };
      }
    }
    // Pods that are only assumed are told where something leads to them.
    const assumed = object.is(SERVICE) ? index.podsOfService(object).filter(({ owner }) => owner.isStub) : [];
    const [lost] = assumed.flatMap((pods) => missing(pods, index) ?? []);
    if (lost !== undefined) {
      yield { at: object.at('spec', 'selector'), data: { namespace: object.namespace, name: lost }, fix: 'create the ServiceAccount: the pods that the Service selects run as it' };
    }
  },
});

/** The account of the pods, if it is not there. */
function missing({ namespace, spec: { serviceAccountName: name } }: PodSet, index: ManifestIndex): string | undefined {
  // The account `default` is made by a controller.
  const isNamed = name !== undefined && name !== '' && name !== 'default';
  return isNamed && !index.exists(SERVICE_ACCOUNT, namespace, name) ? name : undefined;
}
