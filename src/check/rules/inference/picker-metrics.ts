import { PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import type { Picker } from '../../../manifest/inference/picker';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { Access } from '../../../manifest/permissions';
import { altered, rule, together, yaml } from '../../rule';

/** config/charts/epplib of the Inference Extension v1.5.0. */
const REVIEWS: readonly Access[] = [
  { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' },
  { group: 'authorization.k8s.io', resource: 'subjectaccessreviews', verb: 'create' },
];

/** Namespaces have no part in it: reviews are of the whole cluster. */
const CLUSTER = '';

const METRICS_PICKER = altered(PICKER_EXAMPLE, ['      appProtocol: http2\n', '      appProtocol: http2\n    - name: http-metrics\n      port: 9090\n']);

const REVIEW_ROLE = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata:
    name: llama-epp-metrics
  rules:
    - apiGroups: [authentication.k8s.io]
      resources: [tokenreviews]
      verbs: [create]
    - apiGroups: [authorization.k8s.io]
      resources: [subjectaccessreviews]
      verbs: [create]
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata:
    name: llama-epp-metrics
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: ClusterRole
    name: llama-epp-metrics
  subjects:
    - kind: ServiceAccount
      name: llama-epp
      namespace: ml-serving
`;

export const pickerMetrics = rule({
  code: 'MLM0532',
  name: 'picker-metrics',
  severity: 'warning',
  title: 'An endpoint picker protects its metrics by tokens that it may not review',
  kinds: PICKER_OWNERS,
  message: 'port {port} of {service} leads to its metrics, and the account {account} may not {missing}',
  why: 'The picker asks the API server whose token it is and what that account may do (--metrics-endpoint-auth, its default). Without the answer it refuses everybody: '
    + 'there are no metrics of queues and latencies, and autoscalers by them stand still. Requests are not affected.',
  fix: 'bind a ClusterRole with these verbs to the account by a ClusterRoleBinding, or start the picker with --metrics-endpoint-auth=false',
  isAbsence: true,
  cases: ['disagreements/metrics-role'],
  evidence: 'whoever asks for the metrics is answered with 500, with a token or without; requests are answered with 200',
  bad: together(altered(METRICS_PICKER, ['serviceAccountName: llama-epp', 'serviceAccountName: llama-epp # <- MLM0532']), PICKER_ROLE_EXAMPLE),
  good: together(METRICS_PICKER, PICKER_ROLE_EXAMPLE, REVIEW_ROLE),
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner).filter(({ release, guardsMetrics }) => release !== undefined && guardsMetrics)) {
      const [scraped] = metricsPorts(picker, index);
      const account = { namespace: picker.namespace, name: picker.pods.serviceAccount };
      const missing = REVIEWS.filter((access) => !index.permissions.may(account, CLUSTER, access));
      if (scraped !== undefined && missing.length > 0) {
        const words = missing.map(({ verb, resource }) => `${verb} ${resource}`).join(' and ');
        yield { at: picker.pods.at('spec', 'serviceAccountName'), data: { ...scraped, account: account.name, missing: words } };
      }
    }
  },
});

/** Ports of Services by which somebody is to read the picker's metrics. */
function metricsPorts(picker: Picker, index: ManifestIndex): { readonly service: string; readonly port: number }[] {
  return index.servicesOf(picker.pods).flatMap((service) => (service.spec.ports ?? [])
    .filter((port) => picker.pods.targetOf(port) === picker.metricsPort)
    .map(({ port }) => ({ service: service.id, port })));
}
