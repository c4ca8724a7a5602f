import type { IConstruct } from 'constructs';
import { AppSimulator } from './app-simulator';
import { type Claim, deniedClaim, neverReachesClaim, reachesClaim, requestText } from './claims';
import type { MeshRequest } from './mesh-request';
import { drawText } from '../simulate/explain/text';
import { checkWorkload } from '../simulate/known-workloads';
import type { Outcome } from '../simulate/outcome';
import { percent } from '../simulate/percent';

/** Whether something holds, and what to tell if it should not. */
export interface Judgement {
  readonly holds: boolean;
  /** What was expected, what is so, and the way of the request. */
  readonly message: string;
}

/** Judges what is said of requests to the workloads of an app. */
export class AppAssertions {
  private readonly simulator: AppSimulator;

  constructor(root: IConstruct) {
    this.simulator = new AppSimulator(root);
  }

  /** @throws where the backend does not exist, the share is none, or the way is not known offline */
  public reaches(request: MeshRequest, backend: string, share: number): Judgement {
    if (!(share > 0 && share <= 1)) {
      throw new Error(`the share must be above 0 and at most 1, got ${share}: give 0.1 for 10 %, or say that the request never reaches ${backend}`);
    }
    return this.judge(request, backend, (outcomes) => reachesClaim(backend, share, outcomes));
  }

  /** @throws where the backend does not exist, or the way is not known offline */
  public neverReaches(request: MeshRequest, backend: string): Judgement {
    return this.judge(request, backend, (outcomes) => neverReachesClaim(backend, outcomes), ({ unknownMirrors }) => unknownMirrors.length > 0);
  }

  /** @throws where the way is not known offline */
  public isDenied(request: MeshRequest): Judgement {
    return this.judge(request, undefined, deniedClaim);
  }

  private judge(
    request: MeshRequest,
    backend: string | undefined,
    claimOf: (outcomes: readonly Outcome[]) => Claim,
    isOpen = (_: Outcome) => false,
  ): Judgement {
    const { outcomes, workloads } = this.simulator.ask(request);
    if (backend !== undefined) {
      checkWorkload(backend, workloads);
    }
    const story = drawText(outcomes);
    const claim = claimOf(outcomes);
    if (outcomes.some((outcome) => outcome.unknown !== undefined || isOpen(outcome))) {
      throw new Error(`${requestText(request)}: expected ${claim.said}, which cannot be told from the objects of the app\n${story}`);
    }
    const { said, opposite, got, holds } = claim;
    return {
      holds,
      message: `${requestText(request)}: expected ${holds ? opposite : said}, got ${percent(got)}\n${story}`,
    };
  }
}
