import { CLUSTER_ROLE_BINDING, ROLE_BINDING, type RoleRef } from '../../../manifest/permissions';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata:
    name: picker
    namespace: ml-serving
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: Role
    name: picker
  subjects:
    - kind: ServiceAccount
      name: picker
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata:
    name: picker
    namespace: ml-serving
  rules:
    - apiGroups:
        - ""
      resources:
        - pods
      verbs:
        - get
        - list
        - watch
  ---
  apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: picker
    namespace: ml-serving
`;

const GROUP = 'rbac.authorization.k8s.io';

/** What each kind of binding may name. */
const ROLES: Readonly<Record<string, readonly string[]>> = { RoleBinding: ['Role', 'ClusterRole'], ClusterRoleBinding: ['ClusterRole'] };

export const roleRef = rule({
  code: 'MLM0133',
  name: 'role-ref',
  severity: 'error',
  title: 'A binding names something other than a role',
  kinds: [ROLE_BINDING, CLUSTER_ROLE_BINDING],
  message: '{field} of the binding is "{value}", and should be {allowed}',
  why: 'The API server refuses the binding (pkg/apis/rbac/validation of Kubernetes), and the pods do without its rights: an endpoint picker that may not list pods never finds a server.',
  fix: 'name a Role of the namespace or a ClusterRole; a ClusterRoleBinding takes ClusterRoles only',
  isRejected: true,
  cases: ['refused/role-ref'],
  evidence: 'the API server refuses the object',
  bad: altered(GOOD, ['  kind: Role\n  name: picker', '  kind: Deployment # <- MLM0133\n  name: picker']),
  good: GOOD,
  * check(binding) {
    const { apiGroup = GROUP, kind = '', name = '' }: RoleRef = (binding.manifest as { readonly roleRef?: RoleRef }).roleRef ?? {};
    const wrong = [
      ...(apiGroup === '' || apiGroup === GROUP ? [] : [{ field: 'apiGroup', value: apiGroup, allowed: GROUP }]),
      ...(ROLES[binding.kind].includes(kind) ? [] : [{ field: 'kind', value: kind, allowed: ROLES[binding.kind].join(' or ') }]),
      ...(name === '' ? [{ field: 'name', value: name, allowed: 'that of a role' }] : []),
    ];
    yield* wrong.map((data) => ({ at: binding.at('roleRef', data.field), data: { ...data, field: `roleRef.${data.field}` } }));
  },
});
