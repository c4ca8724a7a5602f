import type { Kind } from './kind';
import { kind } from './kind';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';

/** The API server takes null for an empty list. */
type Texts = readonly string[] | null;

interface PolicyRule {
  readonly apiGroups?: Texts;
  readonly resources?: Texts;
  readonly verbs?: Texts;
  readonly resourceNames?: Texts;
}

/** The role that a binding gives. */
export interface RoleRef {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** What RBAC objects hold beside their metadata. */
interface RbacManifest {
  readonly rules?: readonly PolicyRule[] | null;
  readonly roleRef?: RoleRef;
  readonly subjects?: readonly { readonly kind?: string; readonly namespace?: string; readonly name?: string }[] | null;
}

/** A resource of the API server, and what is done with it. */
export interface Access {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

const RBAC = 'rbac.authorization.k8s.io';
const ROLE = kind<object>(RBAC, 'Role');
const CLUSTER_ROLE = kind<object>(RBAC, 'ClusterRole');
export const ROLE_BINDING = kind<object>(RBAC, 'RoleBinding');
export const CLUSTER_ROLE_BINDING = kind<object>(RBAC, 'ClusterRoleBinding');

const READ = ['get', 'list', 'watch'];

/** ClusterRoles of every cluster, as far as anything here asks for what they permit (plugin/pkg/auth/authorizer/rbac/bootstrappolicy of Kubernetes). */
const BUILT_IN: Readonly<Record<string, RbacManifest>> = {
  'cluster-admin': { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
  'admin': { rules: [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: READ }] },
  'edit': { rules: [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: READ }] },
  'view': { rules: [{ apiGroups: [''], resources: ['pods'], verbs: READ }] },
  'system:auth-delegator': {
    rules: [
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
  },
};

/** What names no object, so that a rule for some names does not permit it (pkg/registry/rbac/validation of Kubernetes, `ResourceNameMatches`). */
const NAMELESS = ['list', 'watch', 'create'];

/** What service accounts may do in a namespace, by the roles of the input and those of every cluster. */
export class Permissions {
  constructor(private readonly objects: Objects) {}

  /** @param namespace empty for what is of no namespace */
  public may(account: { readonly namespace: string; readonly name: string }, namespace: string, access: Access): boolean {
    return this.roles(account, namespace).some(({ rules }) => (rules ?? []).some((rule) => permits(rule, access)));
  }

  /** Whether anything in the namespace is permitted to anybody: else somebody else keeps the roles. */
  public hasRoles(namespace: string): boolean {
    return this.objects.in(ROLE, namespace).length + this.objects.in(ROLE_BINDING, namespace).length > 0;
  }

  /** Roles that are bound to the account, its groups included. */
  private roles({ namespace, name }: { readonly namespace: string; readonly name: string }, where: string): RbacManifest[] {
    const groups = ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${namespace}`];
    const bindings = [...this.objects.in(ROLE_BINDING, where), ...this.objects.all(CLUSTER_ROLE_BINDING)];
    return bindings.filter((binding) => (rbac(binding).subjects ?? []).some((subject) => (
      subject.kind === 'Group'
        ? groups.includes(subject.name ?? '')
        : subject.kind === 'ServiceAccount' && subject.name === name && (subject.namespace ?? binding.namespace) === namespace
    ))).flatMap((binding) => {
      const { roleRef } = rbac(binding);
      const [of, space]: [Kind<object>, string] = roleRef?.kind === 'ClusterRole' ? [CLUSTER_ROLE, ''] : [ROLE, binding.namespace];
      const role = this.objects.find(of, space, roleRef?.name ?? '');
      const builtIn = of === CLUSTER_ROLE ? BUILT_IN[roleRef?.name ?? ''] : undefined;
      return [role && rbac(role), builtIn].filter((each) => each !== undefined);
    });
  }
}

function rbac({ manifest }: ManifestObject): RbacManifest {
  return manifest as RbacManifest;
}

function permits({ apiGroups, resources, verbs, resourceNames }: PolicyRule, { group, resource, verb }: Access): boolean {
  const isForAll = (resourceNames ?? []).length === 0 || !NAMELESS.includes(verb);
  return isForAll && names(apiGroups, group) && names(resources, resource) && names(verbs, verb);
}

function names(list: Texts = [], wanted: string): boolean {
  return list !== null && (list.includes('*') || list.includes(wanted));
}
