import { valueProblem } from './patch-value';
import type { EnvoyFilterConfigPatch, EnvoyFilterListener, EnvoyFilterSpec } from '../../../../../imports/networking.istio.io';
import { ENVOY_FILTER } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { syntaxProblem } from '../values/expressions';
import { found, foundIn, refused } from '../verdict';

export const envoyFilterPatch = refused({
  code: 'MLM0936',
  name: 'envoy-filter-patch',
  title: 'A patch of an EnvoyFilter changes nothing that there is',
  kinds: [ENVOY_FILTER],
  why: 'A patch says to what it applies, with which operation and which value, and matches objects of the same class; its types are of the v3 API. The webhook refuses anything else.',
  fix: 'name applyTo, an operation and a value, and match listeners, routes or clusters as applyTo asks for',
  bad: yaml`
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter
    metadata:
      name: limits
      namespace: ml-serving
    spec:
      configPatches:
        - applyTo: CLUSTER
          match:
            listener: # <- MLM0936
              portNumber: 8080
          patch:
            operation: MERGE
            value:
              connect_timeout: 3s
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - route:
            - destination:
                host: model
  `,
  check: refusedPatches,
});

export function* refusedPatches(filter: ManifestObject<EnvoyFilterSpec>): Iterable<Hit> {
  for (const [index, patch] of (filter.spec.configPatches ?? []).entries()) {
    if (patch.match?.context !== 'WAYPOINT') {
      yield* patchHits(filter.at('spec', 'configPatches', index), patch);
    }
  }
}

/** The match that each class of objects takes. */
const MATCHES: Readonly<Record<string, 'listener' | 'routeConfiguration' | 'cluster'>> = {
  LISTENER: 'listener',
  FILTER_CHAIN: 'listener',
  NETWORK_FILTER: 'listener',
  HTTP_FILTER: 'listener',
  ROUTE_CONFIGURATION: 'routeConfiguration',
  VIRTUAL_HOST: 'routeConfiguration',
  HTTP_ROUTE: 'routeConfiguration',
  CLUSTER: 'cluster',
};

const NONE = ['', 'INVALID', undefined];
const LONGEST_VERSION = 1024;

function* patchHits(at: Location, config: EnvoyFilterConfigPatch): Iterable<Hit> {
  const { applyTo, match = {}, patch = {} } = config;
  const missing = missingPart(config);
  if (missing !== undefined) {
    yield found(at, `the patch has no ${missing}`);
    return;
  }
  const version = match.proxy?.proxyVersion ?? '';
  yield* foundIn(at.at('match', 'proxy', 'proxyVersion'), version.length > LONGEST_VERSION ? undefined : version || undefined, syntaxProblem);
  const wanted = MATCHES[applyTo!];
  const other = (['listener', 'routeConfiguration', 'cluster'] as const).find((field) => match[field] !== undefined && field !== wanted);
  if (wanted !== undefined && other !== undefined && match[wanted] === undefined) {
    yield found(at.at('match', other).key(), `a patch of ${applyTo} matches by ${wanted}, not by ${other}`);
  } else if (wanted === 'listener') {
    yield* filterHits(at.at('match', 'listener', 'filterChain', 'filter'), applyTo!, match.listener);
  }
  const wrong = valueProblem(applyTo!, patch.value);
  if (wrong !== undefined) {
    yield found(at.at('patch', 'value', ...wrong.path), wrong.problem);
  }
}

function missingPart({ applyTo, patch }: EnvoyFilterConfigPatch): string | undefined {
  if (NONE.includes(applyTo)) {
    return 'applyTo';
  }
  if (patch === undefined) {
    return 'patch';
  }
  if (NONE.includes(patch.operation)) {
    return 'operation';
  }
  return patch.operation !== 'REMOVE' && (patch.value === undefined || patch.value === null) ? 'value' : undefined;
}

const CONNECTION_MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];

function* filterHits(at: Location, applyTo: string, listener?: EnvoyFilterListener): Iterable<Hit> {
  const filter = listener?.filterChain?.filter;
  if (filter === undefined) {
    return;
  }
  if (!filter.name) {
    yield found(at, 'the filter to match has no name');
  } else if (filter.subFilter !== undefined) {
    yield* foundIn(at.at('subFilter'), subFilterProblem(applyTo, filter.name, filter.subFilter.name), (problem) => problem);
  }
}

function subFilterProblem(applyTo: string, filter: string, name: string | undefined): string | undefined {
  if (applyTo !== 'HTTP_FILTER') {
    return 'only patches of HTTP_FILTER match by subFilter';
  }
  if (!CONNECTION_MANAGERS.includes(filter)) {
    return `filters within filters are those of ${CONNECTION_MANAGERS[0]}`;
  }
  return name ? undefined : 'the filter within the filter has no name';
}
