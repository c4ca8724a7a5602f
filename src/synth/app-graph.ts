import type { IConstruct } from 'constructs';
import { appWorld } from './app-world';
import type { Graph } from '../graph/graph';
import { graphOf } from '../graph/graph-of';
import { mermaid } from '../graph/mermaid';
import { svg } from '../graph/svg';

/** The picture of an app. */
export class AppGraph {
  private readonly graph: Graph;

  constructor(root: IConstruct) {
    const { objects, options, istio } = appWorld(root);
    this.graph = graphOf(objects, { ...options, istio });
  }

  public mermaid(): string {
    return mermaid(this.graph);
  }

  public svg(): string {
    return svg(this.graph);
  }
}
