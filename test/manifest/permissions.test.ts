import { indexOfObjects } from './index-of';

const rbac = (kind: string, name: string, fields: object, namespace?: string) => (
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...fields });
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
const account = { kind: 'ServiceAccount', name: 'epp', namespace: 'ml' };
const READ = { group: '', resource: 'pods', verb: 'get' };
const EPP = { namespace: 'ml', name: 'epp' };

const role = rbac('Role', 'r', { rules }, 'ml');
const clusterRole = rbac('ClusterRole', 'r', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] });
const binding = (kind: string, subjects: object[] = [account], namespace = 'ml') => rbac('RoleBinding', 'b', { roleRef: { kind, name: 'r' }, subjects }, namespace);

test.each([
  ['its Role', [role, binding('Role')], true],
  ['a ClusterRole that is bound in the namespace', [clusterRole, binding('ClusterRole')], true],
  ['a ClusterRole that is bound everywhere', [clusterRole, rbac('ClusterRoleBinding', 'b', { roleRef: { kind: 'ClusterRole', name: 'r' }, subjects: [account] })], true],
  ['a group of its namespace', [role, binding('Role', [{ kind: 'Group', name: 'system:serviceaccounts:ml' }])], true],
  ['a subject that leaves the namespace out', [role, binding('Role', [{ kind: 'ServiceAccount', name: 'epp' }])], true],
  ['a Role that nobody binds', [role], false],
  ['a binding of a Role that is not there', [binding('Role')], false],
  ['a binding of another account', [role, binding('Role', [{ ...account, name: 'default' }])], false],
  ['a binding of another namespace', [rbac('Role', 'r', { rules }, 'other'), binding('Role', [account], 'other')], false],
  ['a group of another namespace', [role, binding('Role', [{ kind: 'Group', name: 'system:serviceaccounts:other' }])], false],
])('by %s', (_, objects, may) => {
  expect(indexOfObjects(...objects).permissions.may(EPP, 'ml', READ)).toBe(may);
});

test.each([
  ['cluster-admin', true],
  ['system:auth-delegator', true],
  ['view', false],
])('%s, which every cluster has, permits to review tokens: %s', (name, may) => {
  const bound = rbac('ClusterRoleBinding', 'b', { roleRef: { kind: 'ClusterRole', name }, subjects: [account] });

  expect(indexOfObjects(bound).permissions.may(EPP, '', { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' })).toBe(may);
});

test('a Role of the name of a ClusterRole that every cluster has is another one', () => {
  expect(indexOfObjects(rbac('RoleBinding', 'b', { roleRef: { kind: 'Role', name: 'cluster-admin' }, subjects: [account] }, 'ml')).permissions.may(EPP, 'ml', READ)).toBe(false);
});

test('what is of no namespace is permitted by no RoleBinding', () => {
  expect(indexOfObjects(clusterRole, binding('ClusterRole')).permissions.may(EPP, '', READ)).toBe(false);
});

test('verb, resource and group all count', () => {
  const { permissions } = indexOfObjects(role, binding('Role'));

  expect(permissions.may(EPP, 'ml', { ...READ, verb: 'watch' })).toBe(false);
  expect(permissions.may(EPP, 'ml', { ...READ, resource: 'secrets' })).toBe(false);
  expect(permissions.may(EPP, 'ml', { ...READ, group: 'apps' })).toBe(false);
});

test('a rule for some names permits what names an object, and nothing else', () => {
  const named = rbac('Role', 'r', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'], resourceNames: ['a'] }] }, 'ml');
  const { permissions } = indexOfObjects(named, binding('Role'));

  expect(['get', 'update', 'list', 'watch', 'create'].filter((verb) => permissions.may(EPP, 'ml', { ...READ, verb }))).toEqual(['get', 'update']);
});

test.each([
  ['admin', ['pods', 'secrets']],
  ['edit', ['pods', 'secrets']],
  ['view', ['pods']],
])('%s, which every cluster has, permits to list %s', (name, listed) => {
  const { permissions } = indexOfObjects(rbac('RoleBinding', 'b', { roleRef: { kind: 'ClusterRole', name }, subjects: [account] }, 'ml'));

  expect(['pods', 'secrets'].filter((resource) => permissions.may(EPP, 'ml', { group: '', resource, verb: 'list' }))).toEqual(listed);
});
