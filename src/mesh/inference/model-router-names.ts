import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { InferencePool } from './inference-pool';
import type { ModelRouterBinding } from './model-requests';
import { labelFrom } from '../../core/names';
import type { Site } from '../../core/site';
import type { Workload } from '../workload';

interface ModelNamesProps {
  readonly namespace: string;
  readonly name: string;
  readonly pools: readonly InferencePool[];
}

/** By which the router knows the ConfigMaps that are for it (pkg/bbr/plugins/basemodelextractor/configmap_reconciler.go). */
const MANAGED = { 'inference.networking.k8s.io/bbr-managed': 'true' };

/** One ConfigMap for each pool: its base model, and the adapters and aliases that lead to it. */
export function declareModelNames(scope: Construct, site: Site, { namespace, name, pools }: ModelNamesProps): ModelRouterBinding {
  site.check(pools.length > 0, { problem: 'must not be empty', got: [], fix: 'name the pools between which it decides' });
  pools.forEach((pool, i) => {
    site.at(i).check(pools.indexOf(pool) === i, { problem: 'is named twice', got: pool.poolName, fix: 'name it once' });
    site.at(i).check(pool._models().base !== undefined, {
      problem: 'has servers of which the model name is not known, or not the same for all',
      got: pool.poolName,
      fix: 'give model or servedModelName to its servers',
    });
    site.at(i).check(pool._takesJson, {
      problem: 'takes calls of gRPC only, and the router decides by bodies of JSON',
      got: pool.poolName,
      fix: 'leave it out: a ModelRoute with PathMatch.grpc(…) leads to it',
    });
    new k8s.KubeConfigMap(scope, `models-${pool.poolName}`, {
      metadata: { namespace, name: labelFrom(site.at(i), name, pool.poolName), labels: { ...MANAGED } },
      // Rewrites of the pool may be declared after the router.
      data: Lazy.any({ produce: () => dataOf(pool) }),
    });
  });
  const namesOf = (pool: InferencePool) => [pool._models().base!, ...pool._models().adapters];
  scope.node.addValidation({
    validate: () => pools.flatMap((pool, i) => pools.slice(0, i).flatMap((other) => namesOf(pool)
      .filter((model) => namesOf(other).includes(model))
      .map((model) => `${site} serve '${model}' in two pools, ${other.poolName} and ${pool.poolName}, of which one would get all requests for it: `
        + 'rename it in one of them'))),
  });
  return { baseModels: pools.map((pool) => pool._models().base!) };
}

function dataOf(pool: InferencePool): { readonly [key: string]: string } {
  const { base, adapters } = pool._models();
  return { baseModel: base!, ...(adapters.length > 0 && { adapters: adapters.map((adapter) => `- ${JSON.stringify(adapter)}\n`).join('') }) };
}

/** What the router may do at the API server: config/charts/body-based-routing of the Inference Extension v1.5.0. */
export function declareRouterRights(scope: Construct, { namespace, serviceAccountName: name }: Workload): void {
  const metadata = { namespace, name };
  new k8s.KubeRole(scope, 'role', { metadata, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }] });
  new k8s.KubeRoleBinding(scope, 'role-binding', {
    metadata,
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  });
}
