import { kind } from './kind';
import type { ManifestObject } from './manifest-object';
import type { Path } from './path';
import { PodSet } from './pod-set';
import type { PodTemplate } from './shapes';

interface RayGroup {
  readonly groupName?: string;
  readonly replicas?: number;
  readonly template?: PodTemplate;
}

/** What is read of the spec of a RayCluster, which RayServices and RayJobs hold as a part of theirs. */
interface RayClusterSpec {
  readonly headGroupSpec?: RayGroup;
  readonly workerGroupSpecs?: readonly RayGroup[];
}

interface RaySpec extends RayClusterSpec {
  readonly rayClusterConfig?: RayClusterSpec;
  readonly rayClusterSpec?: RayClusterSpec;
}

export const RAY_CLUSTER = kind<RaySpec>('ray.io', 'RayCluster');
export const RAY_SERVICE = kind<RaySpec>('ray.io', 'RayService');
export const RAY_JOB = kind<RaySpec>('ray.io', 'RayJob');

/** Templates may say otherwise of all labels but these. */
const FIXED = ['ray.io/node-type', 'ray.io/group', 'ray.io/cluster'];

/** KubeRay 1.5, ray-operator/controllers/ray/common/pod.go `labelPod`. */
export function rayPods(ray: ManifestObject<RaySpec>): PodSet[] {
  const field = (['rayClusterConfig', 'rayClusterSpec'] as const).find((name) => ray.spec[name] !== undefined);
  const { headGroupSpec, workerGroupSpecs = [] } = field === undefined ? ray.spec : ray.spec[field]!;
  const path: Path = field === undefined ? ['spec'] : ['spec', field];
  return [
    ...(headGroupSpec === undefined ? [] : [podsOf(ray, { ...headGroupSpec, groupName: 'headgroup', replicas: 1 }, 'head', [...path, 'headGroupSpec', 'template'])]),
    ...workerGroupSpecs.map((group, i) => podsOf(ray, group, 'worker', [...path, 'workerGroupSpecs', i, 'template'])),
  ];
}

function podsOf(ray: ManifestObject<RaySpec>, { groupName = '', replicas, template = {} }: RayGroup, type: 'head' | 'worker', path: Path): PodSet {
  const own = Object.entries(template.metadata?.labels ?? {}).filter(([key]) => !FIXED.includes(key));
  const labels = {
    'ray.io/is-ray-node': 'yes',
    'ray.io/node-type': type,
    'ray.io/group': groupName,
    'app.kubernetes.io/name': 'kuberay',
    'app.kubernetes.io/created-by': 'kuberay-operator',
    ...clusterLabels(ray, type),
    ...Object.fromEntries(own),
  };
  return new PodSet(ray, labels, template.metadata?.annotations ?? {}, template.spec ?? {}, replicas, path);
}

/** The name of the cluster of a RayService or a RayJob is drawn. Pods of the former are told when they serve. */
function clusterLabels(ray: ManifestObject<RaySpec>, type: string): Record<string, string> {
  if (ray.kindKey === RAY_CLUSTER.key) {
    return { 'ray.io/cluster': ray.name, 'ray.io/identifier': `${ray.name}-${type}` };
  }
  return ray.kindKey === RAY_SERVICE.key ? { 'ray.io/serve': 'true' } : {};
}
