import { fullMatcher, isRegex } from '../../core/regex';
import { basesOf } from '../../manifest/inference/model-routers';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ModelRouter, Origin } from '../tables';

/** Ways to send a body of which cases of the mesh in a box show what comes of them. */
const FORESEEN = ['FULL_DUPLEX_STREAMED', 'BUFFERED'];

/** The router that a filter asks, if it is one: by the program behind the Service that the filter names. */
export function modelRouter({ modelRouters }: ManifestIndex, filter: Record<string, any>, origin: Origin): Omit<ModelRouter, 'isSkipped'> | undefined {
  const asked = modelRouters.filter(filter);
  return asked !== undefined && FORESEEN.includes(asked.bodyMode) ? {
    cluster: { host: asked.host, port: asked.port },
    failsOpen: asked.failsOpen,
    deadlock: asked.deadlock,
    longestBody: asked.longestBody,
    patience: asked.patience,
    bases: basesOf(modelRouters.namesIn(asked.routers[0].namespace)),
    origin,
  } : undefined;
}

/** Which paths the filter leaves alone: it is asked for those that match one expression. Undefined for one that Envoy does not take. */
export function skippedPaths({ xds_matcher: matcher }: Record<string, any>): ((path: string) => boolean) | undefined {
  const regex: unknown = matcher?.matcher_list?.matchers?.[0]?.predicate?.not_matcher?.single_predicate?.value_match?.safe_regex?.regex;
  if (typeof regex !== 'string') {
    return () => false;
  }
  if (!isRegex(regex)) {
    return undefined;
  }
  const matches = fullMatcher(regex);
  return (path) => !matches(path);
}
