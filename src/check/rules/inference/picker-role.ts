import { PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import type { Picker } from '../../../manifest/inference/picker';
import type { Access } from '../../../manifest/permissions';
import { altered, rule, together } from '../../rule';

const READ = ['get', 'list', 'watch'];

export const pickerRole = rule({
  code: 'MLM0523',
  name: 'picker-role',
  severity: 'error',
  title: 'An endpoint picker may not read what it goes by',
  kinds: PICKER_OWNERS,
  message: 'the account {account} may not {missing} in {namespace}',
  why: 'A picker is ready when it has seen its pool, pods, objectives and rewrites, and with leader election when it holds the lease. This one never is: its Service '
    + 'has no endpoints, and requests are answered with 500.',
  fix: 'bind a Role with these verbs to the account in the namespace of the pool',
  isAbsence: true,
  cases: ['role-without-pods', 'role-without-pools', 'role-without-objectives', 'role-of-another-account', 'lease-role'].map((name) => `disagreements/${name}`),
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: together(altered(PICKER_EXAMPLE, ['serviceAccountName: llama-epp', 'serviceAccountName: llama-epp # <- MLM0523']), altered(PICKER_ROLE_EXAMPLE, ['resources: [pods]', 'resources: [secrets]'])),
  good: together(PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner)) {
      const account = { namespace: picker.namespace, name: picker.pods.serviceAccount };
      const { namespace } = picker.pool;
      const missing = needsOf(picker).filter((access) => !index.permissions.may(account, namespace, access));
      const resources = [...new Set(missing.map(({ resource }) => resource))];
      if (resources.length > 0) {
        const words = resources.map((resource) => `${missing.filter((each) => each.resource === resource).map(({ verb }) => verb).join(', ')} ${resource}`);
        yield { at: picker.pods.at('spec', 'serviceAccountName'), data: { account: account.name, missing: words.join('; '), namespace } };
      }
    }
  },
});

/** config/manifests of the release: what its own Role has. */
function needsOf(picker: Picker): Access[] {
  const objectives = picker.release?.objectiveGroup;
  return [
    ...accesses('', 'pods', READ),
    ...accesses(picker.flag('pool-group') ?? 'inference.networking.k8s.io', 'inferencepools', READ),
    ...(objectives === undefined ? [] : ['inferenceobjectives', 'inferencemodelrewrites'].flatMap((resource) => accesses(objectives, resource, READ))),
    ...(picker.electsLeader ? accesses('coordination.k8s.io', 'leases', ['get', 'create', 'update']) : []),
  ];
}

function accesses(group: string, resource: string, verbs: readonly string[]): Access[] {
  return verbs.map((verb) => ({ group, resource, verb }));
}
