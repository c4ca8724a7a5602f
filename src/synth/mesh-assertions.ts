import type { IConstruct } from 'constructs';
import { Findings } from './findings';
import type { MeshRequest } from './mesh-simulator';

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
}

function insist({ holds, message }: { readonly holds: boolean; readonly message: string }): void {
  if (!holds) {
    throw new Error(message);
  }
}
