import { calling, withoutShortcuts } from './calls';
import { entering, gatewayPart } from './gateways';
import { assemble, type Graph, type GraphNode, type GraphPart, node } from './graph';
import { poolPart } from './pools';
import { Survey } from './survey';
import { targetsOf } from './targets';
import { trafficOf } from './traffic';
import type { Way } from './ways';
import { behind, workloadNode, workloadPods } from './workloads';
import { IstioVersion } from '../core/versions/istio-version';
import { groupBy } from '../manifest/group-by';
import { GATEWAY, INFERENCE_POOL, SERVICE } from '../manifest/kinds';
import { type IndexOptions, ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import { declaredAccounts } from '../simulate/callers';
import { settingsOf } from '../simulate/mesh-config-settings';
import { completeWorld, type WorldOptions } from '../simulate/world';

export interface GraphOptions extends IndexOptions, Pick<WorldOptions, 'accounts'> {
  /**
   * The release that runs.
   * @default IstioVersion.DEFAULT
   */
  readonly istio?: IstioVersion;
}

/** The mesh that the objects make. Who may call whom, and what routes lead to, is what the simulator answers, not what manifests seem to say. */
export function graphOf(objects: readonly ManifestObject[], { istio = IstioVersion.DEFAULT, ...options }: GraphOptions = {}): Graph {
  const given = new ManifestIndex(objects, options);
  const index = completeWorld(objects, { ...options, sources: declaredAccounts(given).filter(isNoGateway(given)) });
  const survey = new Survey(index, settingsOf(index, istio));
  const gateways = survey.mesh.entrances;
  const calls = calling(survey, targetsOf(survey));
  const seen = [...gateways.flatMap((gateway) => entering(survey, gateway)), calls];
  const ways = groupBy(seen.flatMap((each) => each.ways), ({ from }) => from);
  const traffic = new Map([...ways].map(([from, same]) => [from, trafficOf(same)]));
  const parts: readonly GraphPart[] = [
    { nodes: workloadPods(index).map((pods) => workloadNode(index, pods)), edges: [] },
    { nodes: [...waypointNodes(index), ...serviceNodes(survey, ways)], edges: [] },
    ...gateways.map((gateway) => gatewayPart(survey, gateway)),
    ...index.all(INFERENCE_POOL).map((pool) => poolPart(index, pool)),
    ...seen,
    { nodes: [], edges: [...traffic.values()].flatMap(({ edges }) => edges) },
  ];
  const { groups, nodes, edges } = assemble(parts);
  const entered = new Set(edges.map(({ to }) => to));
  return {
    groups,
    nodes: nodes.map((each) => {
      const isDead = each.kind === 'route' && !entered.has(each.id);
      return { ...each, details: [...each.details, ...traffic.get(each.id)?.details ?? [], ...(isDead ? [DEAD] : [])] };
    }),
    edges: withoutShortcuts(edges),
  };
}

/** What is said of a route that no request from outside takes: policies or other routes stand before it. */
const DEAD = 'lets nobody through';

/** Gateways run as accounts of their own, which nobody else runs as. */
function isNoGateway(index: ManifestIndex) {
  const workloads = new Set(workloadPods(index));
  const accounts = new Set(index.pods.all().filter((pods) => !workloads.has(pods)).map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  return ({ namespace, name }: { readonly namespace: string; readonly name: string }) => !accounts.has(`${namespace}/${name}`);
}

function waypointNodes(index: ManifestIndex): GraphNode[] {
  return index.all(GATEWAY).filter(({ spec }) => spec.gatewayClassName?.includes('waypoint')).map((waypoint) => node('waypoint', waypoint, ['waypoint']));
}

/** A Service is drawn where somebody writes routes for it, and hidden behind its pods where nobody does. */
function serviceNodes(survey: Survey, ways: ReadonlyMap<string, readonly Way[]>): GraphNode[] {
  const { index } = survey;
  return index.all(SERVICE).filter((service) => survey.isRouted(index.hosts.fqdnOf(service))).map((service) => {
    const own = node('service', service, ['Service']);
    const routes = (ways.get(own.id) ?? []).map(({ route: { origin: { object } } }) => (object.name === service.name ? object.kind : `${object.kind} ${object.name}`));
    return { ...own, details: [...own.details, ...behind(index, service), ...new Set(routes)] };
  });
}
