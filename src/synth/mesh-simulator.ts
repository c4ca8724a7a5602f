import type { IConstruct } from 'constructs';
import type { MeshRequest } from './mesh-request';
import type { RequestExpectation } from './request-expectation';
import type { RequestSet } from './request-set';

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
   * The status of a call of gRPC, 0 to 16.
   * @default - it is no call of gRPC
   */
  readonly grpcStatus?: number;
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
  /** When the answer is complete, in seconds. Only what workloads, faults and limits take by declaration counts. */
  readonly seconds: number;
}

/** How something fares that is said of all requests of a kind. */
export interface RequestVerdict {
  /** Whether it is so for each of them. */
  readonly holds: boolean;
  /** How many requests were looked at: one for each way in which the configuration tells them apart, up to the first that breaks it. */
  readonly requests: number;
  /**
   * The command that simulates a request for which it is not so, or not known.
   * @default - there is none
   */
  readonly counterexample?: string;
  /** What was not looked at, in words. */
  readonly limits: string[];
  /** All of it for people, with the way of the counterexample. */
  readonly text: string;
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

  /**
   * Whether something is so for every request of a kind. Of all requests that the configuration treats alike one is simulated: what hosts,
   * paths, methods, headers, parameters, tokens and callers are compared with divides them.
   *
   * @param requests which requests
   * @param expectation what is said of each of them
   */
  public everyRequest(requests: RequestSet, expectation: RequestExpectation): RequestVerdict {
    const { AppProperties } = require('./app-properties') as typeof import('./app-properties');
    return new AppProperties(this.scope.node.root).report(requests, expectation);
  }

  /** Loaded when it is asked, with the objects as they then are. */
  private engine() {
    const { AppSimulator } = require('./app-simulator') as typeof import('./app-simulator');
    return new AppSimulator(this.scope.node.root);
  }
}
