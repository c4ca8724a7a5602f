import type { Construct } from 'constructs';
import type { Site } from '../../core/site';
import type { MeshContext } from '../context';
import type { Workload } from '../workload';

/** The labels by which a pool selects the pods of its servers, and of nobody else. */
export function selectorOf(scope: Construct, site: Site, context: MeshContext, servers: readonly Workload[]): { [key: string]: string } {
  const [first, ...others] = servers.map(({ podLabels }) => podLabels!);
  const shared = Object.entries(first).filter(([key, value]) => others.every((labels) => labels[key] === value));
  site.check(shared.length > 0, {
    problem: 'have no label in common, by which the pool could select their pods',
    got: servers.map(({ workloadName }) => workloadName),
    fix: "give them labels with an entry that is the same for all, { 'model': 'llama', … }",
  });
  const selects = ({ namespace, podLabels }: Workload) => namespace === servers[0].namespace
    && podLabels !== undefined && shared.every(([key, value]) => podLabels[key] === value);
  // Workloads may be declared after the pool.
  scope.node.addValidation({
    validate: () => context.workloads.filter((workload) => !servers.includes(workload) && selects(workload))
      .map(({ workloadName }) => `${site} select pods of the workload '${workloadName}' too: give the servers labels of their own`),
  });
  return Object.fromEntries(shared);
}
