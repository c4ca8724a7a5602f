import { behaviorOf } from './behavior';
import type { Behaviors } from '../../request';
import type { ClusterTable, Endpoint } from '../../tables';

/** The cluster, where only some of the replicas of a workload behave otherwise: those, the first ones, and the others are endpoints of their own. */
export function apart(cluster: ClusterTable, behaviors: Behaviors): ClusterTable {
  const left = new Map<string, number>();
  const endpoints = cluster.endpoints.flatMap((endpoint) => {
    const { workload, port, replicas } = endpoint;
    const key = `${workload.namespace}/${workload.name}:${port}`;
    const some = left.get(key) ?? behaviorOf(behaviors, workload, 0).replicas ?? Infinity;
    left.set(key, Math.max(0, some - replicas));
    return divided(endpoint, Math.min(some, replicas));
  });
  return endpoints.some(({ isUsual }) => isUsual) ? { ...cluster, endpoints } : cluster;
}

function divided(endpoint: Endpoint, some: number): readonly Endpoint[] {
  const others = endpoint.replicas - some;
  return [
    ...(some === 0 ? [] : [{ ...endpoint, replicas: some }]),
    ...(others === 0 ? [] : [{ ...endpoint, replicas: others, isUsual: true }]),
  ];
}
