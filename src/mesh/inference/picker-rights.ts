import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { PickerRelease } from '../../inference/picker/release';
import { RELEASES } from '../../inference/picker/release';
import type { Workload } from '../workload';

interface PickerRightsProps {
  readonly workload: Workload;
  readonly release: PickerRelease;
  readonly leaderElection: boolean;
  readonly metricsAuthentication: boolean;
}

const READ = ['get', 'list', 'watch'];

/** What the picker may do at the API server: config/charts/epplib of the Inference Extension v1.5.0. */
export function declarePickerRights(scope: Construct, props: PickerRightsProps): void {
  const { namespace, serviceAccountName } = props.workload;
  const metadata = { namespace, name: serviceAccountName };
  const subjects = [{ kind: 'ServiceAccount', ...metadata }];
  new k8s.KubeRole(scope, 'role', { metadata, rules: rulesOf(props) });
  new k8s.KubeRoleBinding(scope, 'role-binding', {
    metadata,
    subjects,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: serviceAccountName },
  });
  if (props.metricsAuthentication) {
    // Cluster-wide names: with the namespace in them, two pickers of one name do not meet.
    const name = `${namespace}-${serviceAccountName}-metrics`;
    new k8s.KubeClusterRole(scope, 'cluster-role', { metadata: { name }, rules: METRICS_RULES.map((rule) => ({ ...rule })) });
    new k8s.KubeClusterRoleBinding(scope, 'cluster-role-binding', {
      metadata: { name },
      subjects,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    });
  }
}

function rulesOf({ release, leaderElection }: PickerRightsProps): k8s.PolicyRule[] {
  return [
    { apiGroups: ['inference.networking.k8s.io'], resources: ['inferencepools'], verbs: READ },
    { apiGroups: [RELEASES[release].objectiveGroup], resources: ['inferenceobjectives', 'inferencemodelrewrites'], verbs: READ },
    { apiGroups: [''], resources: ['pods'], verbs: READ },
    ...(leaderElection ? [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...READ, 'create', 'update', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ] : []),
  ];
}

const METRICS_RULES: k8s.PolicyRule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];
