import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import { Clusters } from './compile/clusters';
import { gatewayTables } from './compile/gateway';
import type { ClusterKey, ClusterTable, ProxyTables } from './tables';

/** The tables of every proxy, each compiled when it is first asked. */
export class Mesh {
  private readonly gateways = new Map<ManifestObject, ProxyTables>();
  private readonly clusters = new Map<string, Clusters>();

  constructor(public readonly index: ManifestIndex) {}

  public gateway(gateway: ManifestObject<GatewaySpec>): ProxyTables {
    let tables = this.gateways.get(gateway);
    if (tables === undefined) {
      tables = gatewayTables(this.index, gateway);
      this.gateways.set(gateway, tables);
    }
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
