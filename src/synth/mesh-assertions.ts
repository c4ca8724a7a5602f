import type { IConstruct } from 'constructs';
import { Findings } from './findings';
import type { MeshRequest } from './mesh-request';
import { RequestExpectation } from './request-expectation';
import { RequestSet } from './request-set';

/**
 * What tests say of an app: where requests go, and who is refused. Each method throws where it is not so, with the way of the request and
 * the objects that decided. What is said is judged from the objects alone, as `MeshSimulator` answers; what cannot be known from them fails.
 */
export class MeshAssertions {
  /**
   * Assertions on the objects of an app.
   *
   * @param scope a chart, or any construct of the app
   */
  public static of(scope: IConstruct): MeshAssertions {
    return new MeshAssertions(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * A workload answers the request.
   *
   * @param request what is sent
   * @param backend the workload, `namespace/name`
   * @param share of the requests, above 0 and at most 1: `0.1` for 10 %; left out, all of them
   */
  public reaches(request: MeshRequest, backend: string, share: number = 1): void {
    insist(this._judge().reaches(request, backend, share));
  }

  /**
   * A workload receives neither the request nor a copy of it.
   *
   * @param request what is sent
   * @param backend the workload, `namespace/name`
   */
  public neverReaches(request: MeshRequest, backend: string): void {
    insist(this._judge().neverReaches(request, backend));
  }

  /**
   * The request is refused, always: by a policy, for want of a token, or by an authorization server.
   *
   * @param request what is sent
   */
  public isDenied(request: MeshRequest): void {
    insist(this._judge().isDenied(request));
  }

  /**
   * Something is so for every request of a kind: the configuration is asked with one request for each way in which it tells requests apart.
   * `MeshSimulator.everyRequest` tells what is not looked at.
   *
   * @param requests which requests
   * @param expectation what is said of each of them
   */
  public everyRequest(requests: RequestSet, expectation: RequestExpectation): void {
    insist(this._properties().judge(requests, expectation));
  }

  /**
   * No request reaches a workload of the namespace that comes from outside of it: neither by a Gateway, nor from another namespace, nor from
   * pods outside of the mesh.
   *
   * @param namespace of the workloads
   */
  public nobodyOutsideReaches(namespace: string): void {
    insist(this._nobodyOutsideReaches(namespace));
  }

  /** Neither errors nor warnings that nobody acknowledges, in the objects below the construct. */
  public hasNoFindings(): void {
    const findings = Findings.of(this.scope).toString();
    insist({ holds: findings === '', message: `expected no findings in ${this.scope.node.path || 'the app'}:\n${findings}` });
  }

  /**
   * Loaded when it is asked, with the objects as they then are.
   *
   * @internal
   */
  public _judge() {
    const { AppAssertions } = require('./app-assertions') as typeof import('./app-assertions');
    return new AppAssertions(this.scope.node.root);
  }

  /** @internal */
  public _properties() {
    const { AppProperties } = require('./app-properties') as typeof import('./app-properties');
    return new AppProperties(this.scope.node.root);
  }

  /** @internal */
  public _nobodyOutsideReaches(namespace: string) {
    return this._properties().judge(RequestSet.fromAnywhere({ exceptNamespaces: [namespace] }), RequestExpectation.neverReaches(`${namespace}/*`));
  }
}

function insist({ holds, message }: { readonly holds: boolean; readonly message: string }): void {
  if (!holds) {
    throw new Error(message);
  }
}
