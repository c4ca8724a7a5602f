import type { IConstruct } from 'constructs';

/**
 * Draws the mesh that the objects of an app make: gateways, routes with their shares, and who may call whom by which policy. Each arrow is one
 * that the simulator allows, and each call that it allows between workloads has one.
 */
export class MeshGraph {
  /**
   * A picture of the objects of an app, with what its meshes take for given.
   *
   * @param scope a chart, or any construct of the app
   */
  public static ofChart(scope: IConstruct): MeshGraph {
    return new MeshGraph(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** A flowchart of Mermaid, which many pages of documentation draw. */
  public toMermaid(): string {
    return this.engine().mermaid();
  }

  /** An SVG file, drawn without a browser. */
  public toSvg(): string {
    return this.engine().svg();
  }

  /** Loaded when it is asked, with the objects as they then are. */
  private engine() {
    const { AppGraph } = require('./app-graph') as typeof import('./app-graph');
    return new AppGraph(this.scope.node.root);
  }
}
