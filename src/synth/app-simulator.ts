import type { IConstruct } from 'constructs';
import { appWorld } from './app-world';
import type { MeshRequest } from './mesh-request';
import type { MeshOutcome } from './mesh-simulator';
import { behaviorsOf, requestOf } from './simulated-request';
import { drawText } from '../simulate/explain/text';
import { checkWorkload, workloadsOf } from '../simulate/known-workloads';
import { settingsOf } from '../simulate/mesh-config-settings';
import type { Outcome } from '../simulate/outcome';
import type { Expectation } from '../simulate/properties/expectation';
import type { RequestFilter } from '../simulate/properties/filter';
import { PropertyJudge, type PropertyVerdict } from '../simulate/properties/judge';
import { nameOf } from '../simulate/request';
import { type AnswerOptions, Simulator } from '../simulate/simulator';
import { completeWorld } from '../simulate/world';

/** What becomes of a request, and whom it could have reached. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  /** `namespace/name` */
  readonly workloads: readonly string[];
}

/** The simulator of an app. */
export class AppSimulator {
  constructor(private readonly root: IConstruct) {}

  public answer(request: MeshRequest): MeshOutcome[] {
    return this.ask(request).outcomes.map(publicOutcome);
  }

  public explain(request: MeshRequest): string {
    return drawText(this.ask(request, { explains: true }).outcomes);
  }

  public ask(written: MeshRequest, options: AnswerOptions = {}): Answer {
    const request = requestOf(written);
    const { objects, options: world, istio } = appWorld(this.root);
    const index = completeWorld(objects, { ...world, sources: request.source && [request.source] });
    const workloads = workloadsOf(index);
    const behaviors = behaviorsOf(written);
    Object.keys(behaviors).forEach((name) => checkWorkload(name, workloads));
    return { outcomes: new Simulator(index, settingsOf(index, istio)).answer(request, { ...options, behaviors }), workloads };
  }

  /** What is said of all requests of a kind. */
  public judge(filter: RequestFilter, expectation: Expectation): PropertyVerdict {
    const { objects, options, istio } = appWorld(this.root);
    return new PropertyJudge(objects, istio, options).judge(filter, expectation);
  }
}

function publicOutcome({ probability, disposition, status, grpc, upstream, tries, time }: Outcome): MeshOutcome {
  const { workload, message } = upstream ?? {};
  return {
    probability: probability.toNumber(),
    share: String(probability),
    disposition,
    tries,
    seconds: time / 1000,
    ...(grpc === undefined ? {} : { grpcStatus: grpc }),
    ...(status === undefined ? {} : { status }),
    ...(workload === undefined ? {} : { backend: nameOf(workload) }),
    ...(message === undefined ? {} : { upstreamPath: message.path, upstreamHost: message.authority }),
  };
}
