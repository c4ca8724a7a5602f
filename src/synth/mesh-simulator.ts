import type { IConstruct } from 'constructs';

/** A request to be simulated. */
export interface MeshRequest {
  /**
   * The method.
   * @default 'GET'
   */
  readonly method?: string;
  /** Where it is sent, as the caller writes it: `http://inference.ml.example.com/v1/models`. */
  readonly url: string;
  /**
   * Headers that it carries.
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * The service account that sends it, `namespace/name`.
   * @default - it comes from outside, by a Gateway
   */
  readonly source?: string;
  /**
   * The Gateway that it comes in by, `namespace/name`.
   * @default - the only one
   */
  readonly gateway?: string;
}

/** One way in which a request may end. The probabilities of all of them add up to one. */
export interface MeshOutcome {
  /** From 0 to 1. */
  readonly probability: number;
  /** The same, exactly: `9/10`. */
  readonly share: string;
  /** How it ends: `delivered`, `responded`, `denied`, `no-listener`, `no-route`, `no-backend`, `timeout`, `reset`, `unknown`. */
  readonly disposition: string;
  /**
   * The status that the caller gets.
   * @default - the connection breaks
   */
  readonly status?: number;
  /**
   * The workload that answers, `namespace/name`.
   * @default - a proxy answers, or nobody
   */
  readonly backend?: string;
  /**
   * The path that it receives, with the query.
   * @default - no workload answers
   */
  readonly upstreamPath?: string;
  /**
   * The host that it receives.
   * @default - no workload answers
   */
  readonly upstreamHost?: string;
  /** How often workloads receive the request, copies not counted. */
  readonly tries: number;
}

/** Answers what becomes of a request, from the objects of an app alone: no cluster is asked. */
export class MeshSimulator {
  /**
   * A simulator for the objects of an app, with what its meshes take for given.
   *
   * @param scope a chart, or any construct of the app
   */
  public static ofChart(scope: IConstruct): MeshSimulator {
    return new MeshSimulator(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Every way in which the request may end.
   *
   * @param request what is sent
   */
  public answer(request: MeshRequest): MeshOutcome[] {
    return this.engine().answer(request);
  }

  /**
   * The way of the request as a drawing for people: which listener, route, weight and policy decided, and where it says so.
   *
   * @param request what is sent
   */
  public explain(request: MeshRequest): string {
    return this.engine().explain(request);
  }

  /** Loaded when it is asked, with the objects as they then are. */
  private engine() {
    const { AppSimulator } = require('./app-simulator') as typeof import('./app-simulator');
    return new AppSimulator(this.scope.node.root);
  }
}
