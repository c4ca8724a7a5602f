import type { IConstruct } from 'constructs';
import { appWorld } from './app-world';
import type { MeshOutcome, MeshRequest } from './mesh-simulator';
import { GATEWAY } from '../manifest/kinds';
import { workloadName } from '../simulate/compile/clusters';
import { drawText } from '../simulate/explain/text';
import type { Outcome } from '../simulate/outcome';
import type { Expectation } from '../simulate/properties/expectation';
import type { RequestFilter } from '../simulate/properties/filter';
import { PropertyJudge, type PropertyVerdict } from '../simulate/properties/judge';
import { type FullName, fullName, headersOf, methodOf, type SimulatedRequest, urlOf } from '../simulate/request';
import { RequestError } from '../simulate/request-error';
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
    const { objects, options: world, settings } = appWorld(this.root);
    const index = completeWorld(objects, { ...world, sources: request.source && [request.source] });
    return {
      outcomes: new Simulator(index, settings).answer(request, options),
      workloads: index.pods.all().filter(({ owner }) => owner.kind !== GATEWAY.kind).map((pods) => nameOf(workloadName(pods))),
    };
  }

  /** What is said of all requests of a kind. */
  public judge(filter: RequestFilter, expectation: Expectation): PropertyVerdict {
    const { objects, options, settings } = appWorld(this.root);
    return new PropertyJudge(objects, settings, options).judge(filter, expectation);
  }
}

function requestOf({ method = 'GET', url, headers = {}, source, gateway }: MeshRequest): SimulatedRequest {
  if (source !== undefined && gateway !== undefined) {
    throw new RequestError(`a request is sent by a workload or comes in by a Gateway: leave out source or gateway, got ${source} and ${gateway}`);
  }
  return {
    method: methodOf(method),
    url: urlOf(url),
    headers: headersOf(Object.entries(headers)),
    protocol: 'http1',
    source: source === undefined ? undefined : fullName(source),
    gateway: gateway === undefined ? undefined : fullName(gateway),
  };
}

function publicOutcome({ probability, disposition, status, upstream, tries }: Outcome): MeshOutcome {
  const { workload, message } = upstream ?? {};
  return {
    probability: probability.toNumber(),
    share: String(probability),
    disposition,
    tries,
    ...(status === undefined ? {} : { status }),
    ...(workload === undefined ? {} : { backend: nameOf(workload) }),
    ...(message === undefined ? {} : { upstreamPath: message.path, upstreamHost: message.authority }),
  };
}

function nameOf({ namespace, name }: FullName): string {
  return `${namespace}/${name}`;
}
