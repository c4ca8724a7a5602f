import type { IConstruct } from 'constructs';
import { appObjects, meshesOf } from './app-objects';
import type { MeshOutcome, MeshRequest } from './mesh-simulator';
import { Site } from '../core/site';
import { contextOf, rootNamespaceOf } from '../mesh/context';
import { draw } from '../simulate/explain/drawing';
import { Headers } from '../simulate/headers';
import type { Outcome } from '../simulate/outcome';
import { fullName, parseUrl, type SimulatedRequest } from '../simulate/request';
import { DEFAULT_SETTINGS } from '../simulate/settings';
import { Simulator } from '../simulate/simulator';
import { completeWorld, type WorldOptions } from '../simulate/world';

const TOPIC_WIDTH = 12;

/** The simulator of an app. */
export class AppSimulator {
  constructor(private readonly root: IConstruct) {}

  public answer(request: MeshRequest): MeshOutcome[] {
    return this.outcomes(request, false).map(publicOutcome);
  }

  public explain(request: MeshRequest): string {
    return draw(this.outcomes(request, true))
      .map(({ edge, topic, text, place }) => `${edge}${topic.padEnd(TOPIC_WIDTH)} ${text}${place === undefined ? '' : `   ${place}`}`)
      .join('\n');
  }

  private outcomes(written: MeshRequest, explains: boolean): readonly Outcome[] {
    const request = requestOf(written);
    const { istio, ...options } = this.options();
    const index = completeWorld(appObjects(this.root).objects, { ...options, sources: request.source && [request.source] });
    return new Simulator(index, { ...DEFAULT_SETTINGS, istio }).answer(request, { explains });
  }

  private options(): WorldOptions & Pick<typeof DEFAULT_SETTINGS, 'istio'> {
    const [mesh] = meshesOf(this.root);
    if (mesh === undefined) {
      return { istio: DEFAULT_SETTINGS.istio };
    }
    const context = contextOf(Site.of(mesh), mesh);
    const { target: { istio, dataPlane }, clusterDomain } = context;
    return { istio, dataPlane, clusterDomain, rootNamespace: rootNamespaceOf(context) };
  }
}

function requestOf({ method = 'GET', url, headers = {}, source, gateway }: MeshRequest): SimulatedRequest {
  return {
    method,
    url: parseUrl(url),
    headers: Headers.of(Object.entries(headers)),
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
    ...(workload === undefined ? {} : { backend: `${workload.namespace}/${workload.name}` }),
    ...(message === undefined ? {} : { upstreamPath: message.path, upstreamHost: message.authority }),
  };
}
