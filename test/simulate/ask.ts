import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { Headers } from '../../src/simulate/headers';
import type { Outcome } from '../../src/simulate/outcome';
import { parseUrl, type SimulatedRequest } from '../../src/simulate/request';
import type { MeshSettings } from '../../src/simulate/settings';
import { type AnswerOptions, Simulator } from '../../src/simulate/simulator';
import { completeWorld } from '../../src/simulate/world';

/** A request as tests write it. */
export interface Asked extends Partial<Omit<SimulatedRequest, 'url' | 'headers'>> {
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
}

export function requestOf({ url, headers = [], method = 'GET', protocol = 'http1', ...rest }: Asked): SimulatedRequest {
  return { ...rest, method, protocol, url: parseUrl(url), headers: Headers.of(headers) };
}

/** What becomes of a request, with the manifests as YAML. */
export function ask(yaml: string, asked: Asked, options?: AnswerOptions, settings?: MeshSettings): readonly Outcome[] {
  const { objects } = readSources([new Source('a.yaml', yaml)]);
  return new Simulator(completeWorld(objects), settings).answer(requestOf(asked), options);
}
