import type { Behavior, Behaviors, FullName } from '../../request';

const USUAL: Behavior = {};

/** How the workload treats its next request, which may ask for a model. */
export function behaviorOf(behaviors: Behaviors, { namespace, name }: FullName, receivedBefore: number, model?: string): Behavior {
  const behavior = behaviors[`${namespace}/${name}`] ?? behaviors[name] ?? USUAL;
  const isOver = behavior.times !== undefined && receivedBefore >= behavior.times;
  // What it speaks it speaks always.
  return isOver || (behavior.model !== undefined && behavior.model !== model) ? { speaks: behavior.speaks } : behavior;
}
