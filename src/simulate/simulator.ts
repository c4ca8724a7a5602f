import { IstioVersion } from '../core/versions/istio-version';
import { GATEWAY } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import { refusesMetrics } from './compile/picker-metrics';
import { arrive } from './evaluate/connection/arrive';
import { throughWaypoint, type Wires } from './evaluate/connection/connect';
import { fromWorkload } from './evaluate/connection/from-workload';
import { throughGateway } from './evaluate/connection/through-gateway';
import type { Evaluation, Flow } from './evaluate/evaluation';
import { A_PROXY } from './evaluate/filters/addresses';
import { unknown } from './evaluate/unknown';
import { behaviorOf } from './evaluate/upstream/behavior';
import { apart } from './evaluate/upstream/replicas';
import { Memory } from './memory';
import { Mesh } from './mesh';
import { settingsOf } from './mesh-config-settings';
import type { Outcome } from './outcome';
import { type Behaviors, type FullName, messageOf, type SimulatedRequest } from './request';
import { RequestError } from './request-error';
import type { MeshSettings } from './settings';
import type { ClusterTable, ProxyTables } from './tables';
import { whyUnfollowed } from './unfollowed';

export interface AnswerOptions {
  /** How workloads behave that do not just answer with 200. */
  readonly behaviors?: Behaviors;
  /** Whether steps tell of what lost, too. */
  readonly explains?: boolean;
  /** Requests went before, or go with it, in which workloads failed so often: by the name of the workload, or namespace and name. */
  readonly failures?: Readonly<Record<string, number>>;
  /** How many such requests are sent at the same time, on connections that are open. */
  readonly atOnce?: number;
  /** Requests of the same caller that workloads are still working on: by the name of the workload, or namespace and name. */
  readonly underWay?: Readonly<Record<string, number>>;
}

/** Answers what becomes of a request, from the manifests alone. */
export class Simulator {
  private readonly mesh: Mesh;

  /** @param settings of the mesh, in place of those that the objects tell */
  constructor(index: ManifestIndex, settings: MeshSettings = settingsOf(index, IstioVersion.DEFAULT)) {
    this.mesh = new Mesh(index, settings);
  }

  public get settings(): MeshSettings {
    return this.mesh.settings;
  }

  /** Every way in which the request may end; their probabilities add up to one. */
  public answer(request: SimulatedRequest, options: AnswerOptions = {}): readonly Outcome[] {
    const { behaviors = {}, explains = false, failures = {}, atOnce = 1, underWay = {} } = options;
    const clusters = new Memory<ClusterTable, ClusterTable>();
    const evaluation: Evaluation = {
      explains,
      atOnce,
      settings: this.mesh.settings,
      cluster: (reader, key) => {
        const cluster = this.mesh.cluster(reader, key);
        return cluster && clusters.recall(cluster, () => apart(cluster, behaviors));
      },
      whyNoCluster: ({ proxy }, key) => this.mesh.whyNoCluster(proxy, key),
      behaviorOf: ({ workload, isUsual }) => (isUsual ? {} : behaviorOf(behaviors, workload, 0)),
      refusalOf: ({ pods, port }, { headers }) => refusesMetrics(this.mesh.index, pods, port, headers),
      membership: (pods) => this.mesh.index.namespaces.membership(pods),
      failuresOf: ({ workload }) => countOf(failures, workload),
      underWay: ({ endpoints }) => endpoints.reduce((sum, { workload }) => sum + countOf(underWay, workload), 0),
      isUnready: ({ workload, isUsual = false }) => !isUsual && behaviorOf(behaviors, workload, 0).down === 'unready',
      enter: (tables, coming, flow) => throughGateway({ mesh: this.mesh, evaluation, behaviors }, tables, coming, flow),
      send: (tables, cluster, endpoint, flow) => {
        const waypoint = tables.proxy.kind === 'gateway' ? this.mesh.ingressWaypoint(cluster) : undefined;
        return waypoint === undefined
          ? arrive(this.mesh, { from: tables.proxy, cluster, endpoint, flow, evaluation, behaviors })
          : throughWaypoint({ mesh: this.mesh, evaluation, behaviors }, waypoint, cluster.key, {
            ...flow, peer: A_PROXY, caller: tables.proxy.account, serverName: undefined, port: cluster.key.port,
          });
      },
    };
    const { source } = request;
    const outcomes = source === undefined
      ? this.fromOutside(request, { mesh: this.mesh, evaluation, behaviors })
      : fromWorkload({ mesh: this.mesh, request: { ...request, source }, evaluation, behaviors });
    const doubt = whyUnfollowed({ mesh: this.mesh, request, outcomes });
    return doubt === undefined ? outcomes : [unknown('mesh-config', request, doubt)];
  }

  private fromOutside(request: SimulatedRequest, wires: Wires): readonly Outcome[] {
    const tables = this.entry(request);
    const { url, token, sourceIp } = request;
    const serverName = url.scheme === 'https' ? url.host : undefined;
    const flow: Flow = { message: messageOf(request), peer: { kind: 'caller', address: sourceIp }, port: url.port, serverName, token, received: {} };
    return tables === undefined ? [unknown('no-gateway', request)] : throughGateway(wires, tables, url, flow);
  }

  /** The Gateway that is named, or the only one that callers from outside can reach. */
  private entry({ gateway }: SimulatedRequest): ProxyTables | undefined {
    const { index, entrances } = this.mesh;
    if (gateway === undefined) {
      return entrances.length === 1 ? this.mesh.entranceTables(entrances[0]) : undefined;
    }
    const isMeant = ({ namespace, name }: FullName) => namespace === gateway.namespace && name === gateway.name;
    const found = entrances.find(({ names: [first] }) => isMeant(first)) ?? entrances.find(({ names }) => names.some(isMeant));
    // A waypoint is no way in, but whoever names it may ask.
    const waypoint = index.all(GATEWAY).find(isMeant);
    if (found === undefined && waypoint === undefined) {
      const there = entrances.map(({ names: [{ namespace, name }] }) => `${namespace}/${name}`).join(', ') || 'none at all';
      throw new RequestError(`there is no Gateway ${gateway.namespace}/${gateway.name}: there is ${there}`);
    }
    return found === undefined ? this.mesh.gateway(waypoint!) : this.mesh.entranceTables(found);
  }
}

function countOf(counts: Readonly<Record<string, number>>, { namespace, name }: FullName): number {
  return counts[`${namespace}/${name}`] ?? counts[name] ?? 0;
}
