import type { Behavior, Behaviors, FullName } from '../request';

const USUAL: Behavior = {};

/** How the workload treats its next request. */
export function behaviorOf(behaviors: Behaviors, { namespace, name }: FullName, receivedBefore: number): Behavior {
  const behavior = behaviors[`${namespace}/${name}`] ?? behaviors[name] ?? USUAL;
  return behavior.times !== undefined && receivedBefore >= behavior.times ? USUAL : behavior;
}
