import { refusedPatches } from './envoy-filter';
import type { EnvoyFilterConfigPatch } from '../../../../../imports/networking.istio.io';
import { ENVOY_FILTER } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { found, warned } from '../verdict';

export const envoyFilterDoubtful = warned({
  code: 'MLM0937',
  name: 'envoy-filter',
  title: 'An EnvoyFilter depends on what istiod generates',
  kinds: [ENVOY_FILTER],
  why: 'What it patches is no API and may change with every release; a patch that matches nothing any more is left out without a word. The webhook warns of every EnvoyFilter, and '
    + 'of old names of filters, which no listener has.',
  fix: 'use an API of Istio or Gateway API that does it, or acknowledge the warning and test it with every upgrade',
  bad: yaml`
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter # <- MLM0937
    metadata:
      name: limits
      namespace: ml-serving
    spec:
      configPatches:
        - applyTo: CLUSTER
          patch:
            operation: MERGE
            value:
              connect_timeout: 3s
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        connectionPool:
          tcp:
            connectTimeout: 3s
  `,
  * check(filter) {
    const [refusal] = refusedPatches(filter);
    if (refusal !== undefined) {
      return;
    }
    yield found(filter.at('kind'), 'what an EnvoyFilter patches may change with every release');
    for (const [index, patch] of (filter.spec.configPatches ?? []).entries()) {
      yield* patchHits(filter.at('spec', 'configPatches', index), patch);
    }
  },
});

const LONGEST_VERSION = 1024;

/** The names of before Envoy 1.14, of filters that a match of a listener may name. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  'envoy.http_connection_manager': 'envoy.filters.network.http_connection_manager',
  'envoy.tcp_proxy': 'envoy.filters.network.tcp_proxy',
  'envoy.mongo_proxy': 'envoy.filters.network.mongo_proxy',
  'envoy.redis_proxy': 'envoy.filters.network.redis_proxy',
  'envoy.ratelimit': 'envoy.filters.network.ratelimit',
  'envoy.client_ssl_auth': 'envoy.filters.network.client_ssl_auth',
  'envoy.buffer': 'envoy.filters.http.buffer',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.csrf': 'envoy.filters.http.csrf',
  'envoy.http_dynamo_filter': 'envoy.filters.http.dynamo',
  'envoy.ext_authz': 'envoy.filters.http.ext_authz',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.grpc_http1_bridge': 'envoy.filters.http.grpc_http1_bridge',
  'envoy.grpc_json_transcoder': 'envoy.filters.http.grpc_json_transcoder',
  'envoy.grpc_web': 'envoy.filters.http.grpc_web',
  'envoy.gzip': 'envoy.filters.http.gzip',
  'envoy.health_check': 'envoy.filters.http.health_check',
  'envoy.ip_tagging': 'envoy.filters.http.ip_tagging',
  'envoy.lua': 'envoy.filters.http.lua',
  'envoy.rate_limit': 'envoy.filters.http.ratelimit',
  'envoy.router': 'envoy.filters.http.router',
  'envoy.squash': 'envoy.filters.http.squash',
  'envoy.listener.http_inspector': 'envoy.filters.listener.http_inspector',
  'envoy.listener.original_dst': 'envoy.filters.listener.original_dst',
  'envoy.listener.original_src': 'envoy.filters.listener.original_src',
  'envoy.listener.proxy_protocol': 'envoy.filters.listener.proxy_protocol',
  'envoy.listener.tls_inspector': 'envoy.filters.listener.tls_inspector',
};

function* patchHits(at: Location, { applyTo = '', match = {} }: EnvoyFilterConfigPatch): Iterable<Hit> {
  if ((match.proxy?.proxyVersion ?? '').length > LONGEST_VERSION) {
    yield found(at.at('match', 'proxy', 'proxyVersion'), `the expression is longer than ${LONGEST_VERSION} characters and left out`);
  }
  const filter = match.listener?.filterChain?.filter;
  const place = at.at('match', 'listener', 'filterChain', 'filter');
  if (filter !== undefined && ['LISTENER', 'FILTER_CHAIN'].includes(applyTo)) {
    yield found(place.key(), `a patch of ${applyTo} is not narrowed by a filter`);
  }
  for (const [field, name] of [['name', filter?.name ?? ''], ['subFilter', filter?.subFilter?.name ?? '']]) {
    if (Object.hasOwn(OLD_NAMES, name)) {
      yield found(place.at(field), `${name} is the old name of ${OLD_NAMES[name]}`, `write ${OLD_NAMES[name]}`);
    }
  }
}
