import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import type { PodSet } from '../manifest/pods';
import { Clusters } from './compile/clusters';
import { gatewayTables } from './compile/gateway';
import { inboundTables, ztunnelTables } from './compile/inbound';
import type { MeshSettings } from './settings';
import type { ClusterKey, ClusterTable, ProxyTables } from './tables';

/** The tables of every proxy, each compiled when it is first asked. */
export class Mesh {
  private readonly gateways = new Map<ManifestObject, ProxyTables>();
  private readonly clusters = new Map<string, Clusters>();
  private readonly guards = new Map<PodSet, ProxyTables>();
  private readonly sidecars = new Map<PodSet, Map<number, ProxyTables>>();

  constructor(public readonly index: ManifestIndex, public readonly settings: MeshSettings) {}

  public gateway(gateway: ManifestObject<GatewaySpec>): ProxyTables {
    let tables = this.gateways.get(gateway);
    if (tables === undefined) {
      tables = gatewayTables(this.index, gateway, this.settings);
      this.gateways.set(gateway, tables);
    }
    return tables;
  }

  /** What the sidecar before a port of pods decides by. */
  public inbound(pods: PodSet, port: number): ProxyTables {
    const ports = this.sidecars.get(pods) ?? new Map<number, ProxyTables>();
    this.sidecars.set(pods, ports);
    const tables = ports.get(port) ?? inboundTables(this.index, this.settings, pods, port);
    ports.set(port, tables);
    return tables;
  }

  /** What ztunnel before pods decides by. */
  public ztunnel(pods: PodSet): ProxyTables {
    const tables = this.guards.get(pods) ?? ztunnelTables(this.index, this.settings, pods);
    this.guards.set(pods, tables);
    return tables;
  }

  public cluster({ proxy: { namespace } }: ProxyTables, key: ClusterKey): ClusterTable | undefined {
    let clusters = this.clusters.get(namespace);
    if (clusters === undefined) {
      clusters = new Clusters(this.index, namespace);
      this.clusters.set(namespace, clusters);
    }
    return clusters.find(key);
  }
}
