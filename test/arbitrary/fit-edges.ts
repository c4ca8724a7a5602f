import type { Facts } from './facts';
import { factsOf, isGuarded, namespaceOf, portsOf, speaksHttp } from './facts';
import { canBeAllowed } from './fit-routes';
import type { EdgeStep, Recipe, Struct, Value } from './recipe';
import { structOf } from './recipe';

/** An edge of a draft: both ends are numbers. */
export interface EdgeDraft {
  readonly on: Value;
  readonly caller: Value;
  readonly options?: Struct;
}

/** Edges between what can be called and what can call. */
export function fitEdges(recipe: Recipe): void {
  const facts = factsOf(recipe);
  const drafts = recipe.edges as unknown as EdgeDraft[];
  recipe.edges = drafts.flatMap((draft) => fitEdge(recipe, facts, draft) ?? []);
  if (recipe.mesh.gateway && facts.target.ambient && !structOf(recipe.mesh.gateway).useWaypoint) {
    recipe.edges.filter(({ caller }) => caller.$gateway).forEach((edge) => delete edge.options);
  }
}

function fitEdge(recipe: Recipe, facts: Facts, { on, caller, options }: EdgeDraft): EdgeStep | undefined {
  const workloads = recipe.workloads.filter((step) => isGuarded(facts, step) && !step.options.outsideMesh);
  const routes = recipe.routes.filter((route) => canBeAllowed(recipe, route, facts));
  const callees = [...workloads, ...(caller.$gateway ? [] : routes)];
  const callers = recipe.workloads.filter(({ options: { outsideMesh } }) => !outsideMesh);
  const who = resolveCaller(caller, callers.map(({ id }) => id), facts);
  if (callees.length === 0 || who === undefined) {
    return undefined;
  }
  const callee = callees[on.$pick % callees.length];
  if ('props' in callee && callee.props.consumerNamespace !== undefined && namespaceOfCaller(recipe, facts, who) !== callee.props.consumerNamespace) {
    return undefined;
  }
  const fitted = { ...options };
  if ('props' in callee && callee.props.rewritePrefix !== undefined && !facts.target.ambient) {
    delete fitted.paths;
  }
  if ('props' in callee && callee.props.pathPrefix !== undefined && !facts.target.ambient) {
    delete fitted.paths;
  }
  if (!('props' in callee) && Object.keys(fitted).length > 0) {
    if (!portsOf(callee).some(speaksHttp)) {
      return { on: callee.id, caller: who };
    }
    if (facts.target.ambient) {
      // Only a Service with an address has a waypoint.
      delete callee.options.headless;
    }
  }
  return { on: callee.id, caller: who, ...(Object.keys(fitted).length > 0 && { options: fitted }) };
}

function namespaceOfCaller(recipe: Recipe, facts: Facts, caller: Value): string | undefined {
  const workload = recipe.workloads.find(({ id }) => id === caller.$workload);
  return workload ? namespaceOf(facts, workload.options) : caller.args?.[0];
}

function resolveCaller(caller: Value, ids: readonly string[], facts: Facts): Value | undefined {
  if (caller.$gateway) {
    return facts.gateway && caller;
  }
  if (caller.$pick !== undefined) {
    return ids.length > 0 ? { $workload: ids[caller.$pick % ids.length] } : undefined;
  }
  return caller;
}
