import { tokensOf } from './tokens';
import { workloadId, workloadPods } from './workloads';
import { behaviours } from '../core/versions/behaviours';
import { hostCovers } from '../manifest/host-names';
import type { ManifestIndex } from '../manifest/manifest-index';
import { workloadName } from '../simulate/compile/clusters';
import { meshRouteSets } from '../simulate/compile/mesh-route-sets';
import type { RouteSet } from '../simulate/compile/rule';
import { Mesh } from '../simulate/mesh';
import type { FullName, Token } from '../simulate/request';
import type { MeshSettings } from '../simulate/settings';
import { Simulator } from '../simulate/simulator';

/** What is asked for a picture: the manifests, what proxies make of them, and the simulator. */
export class Survey {
  public readonly mesh: Mesh;
  public readonly simulator: Simulator;
  public readonly tokens: readonly (Token | undefined)[];
  private readonly sets: readonly RouteSet[];
  private readonly ids: ReadonlyMap<string, string>;

  constructor(public readonly index: ManifestIndex, settings: MeshSettings) {
    this.mesh = new Mesh(index, settings);
    this.simulator = new Simulator(index, settings);
    this.tokens = tokensOf(index);
    this.sets = meshRouteSets(index, behaviours(settings.istio));
    this.ids = new Map(workloadPods(index).map((pods) => [keyOf(workloadName(pods)), workloadId(pods)]));
  }

  /** The node of a workload; none where it is no pods'. */
  public idOf(workload: FullName): string | undefined {
    return this.ids.get(keyOf(workload));
  }

  /** Whether somebody writes routes for calls of the host inside of the mesh. */
  public isRouted(host: string): boolean {
    return this.sets.some(({ hosts }) => hosts.some((each) => hostCovers(each, host)));
  }
}

function keyOf({ namespace, name }: FullName): string {
  return `${namespace}/${name}`;
}
