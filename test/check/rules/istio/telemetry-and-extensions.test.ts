import { type Case, saidOf } from './said-of';

const patch = (change: object) => ({ priority: 1, configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: {} }, ...change }] });
const filter = (applyTo: string, change: object) => patch({ applyTo, match: { listener: { filterChain: { filter: change } } } });

const CASES: readonly Case[] = [
  {
    of: 'expressions',
    kind: 'Telemetry',
    spec: { accessLogging: [{ filter: { expression: 'a ==' } }, { filter: {} }] },
    says: [
      'MLM0934 spec.accessLogging[0].filter.expression: "a ==" is no CEL expression: <input>:1:3: found = but expecting end of input',
      'MLM0934 spec.accessLogging[1].filter.expression: "" is no CEL expression: <input>:1:1: found end of input but expecting \'!\', \'(\', \'-\', \'.\', \'[\', \'{\', boolean literal, bytes literal, comment, float literal, identifier, integer literal, null literal, selector, string literal, unsigned integer literal, or whitespace',
    ],
  },
  {
    of: 'tags',
    kind: 'Telemetry',
    spec: { tracing: [{ customTags: { '': { literal: { value: 'a' } } } }] },
    says: [
      'MLM0934 spec.tracing[0].customTags[""]: the tag has no name',
    ],
  },
  {
    of: 'tags without value',
    kind: 'Telemetry',
    spec: { metrics: [{ overrides: [{ tagOverrides: { 'a': {}, '': { value: 'b' } } }] }] },
    says: [
      'MLM0935 spec.metrics[0].overrides[0].tagOverrides: a tag has no name',
      'MLM0934 spec.metrics[0].overrides[0].tagOverrides.a: the tag a gets no value',
    ],
  },
  {
    of: 'two tracings',
    kind: 'Telemetry',
    spec: { tracing: [{ providers: [{ name: 'a' }, { name: 'b' }] }, {}] },
    says: [
      'MLM0935 spec.tracing: one tracing counts, the others have no effect',
      'MLM0935 spec.tracing[0].providers: one provider gets the spans, the others have no effect',
    ],
  },
  {
    of: 'patches without parts',
    kind: 'EnvoyFilter',
    spec: { configPatches: [{}, { applyTo: 'CLUSTER' }, { applyTo: 'CLUSTER', patch: {} }, { applyTo: 'CLUSTER', patch: { operation: 'MERGE' } }] },
    says: [
      'MLM0936 spec.configPatches[0]: the patch has no applyTo',
      'MLM0936 spec.configPatches[1]: the patch has no patch',
      'MLM0936 spec.configPatches[2]: the patch has no operation',
      'MLM0936 spec.configPatches[3]: the patch has no value',
    ],
  },
  {
    of: 'removals',
    kind: 'EnvoyFilter',
    spec: { priority: 1, configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'REMOVE' } }] },
    says: [
      'MLM0937 kind: what an EnvoyFilter patches may change with every release',
    ],
  },
  {
    of: 'versions',
    kind: 'EnvoyFilter',
    spec: patch({ match: { proxy: { proxyVersion: '(' } } }),
    says: [
      'MLM0936 spec.configPatches[0].match.proxy.proxyVersion: RE2 does not understand (: error parsing regexp: missing closing ): `(`',
    ],
  },
  {
    of: 'long versions',
    kind: 'EnvoyFilter',
    spec: patch({ match: { proxy: { proxyVersion: '('.repeat(1025) } } }),
    says: [
      'MLM0937 kind: what an EnvoyFilter patches may change with every release',
      'MLM0937 spec.configPatches[0].match.proxy.proxyVersion: the expression is longer than 1024 characters and left out',
    ],
  },
  {
    of: 'other matches',
    kind: 'EnvoyFilter',
    spec: patch({ match: { listener: {} } }),
    says: [
      'MLM0936 spec.configPatches[0].match.listener: a patch of CLUSTER matches by cluster, not by listener',
    ],
  },
  {
    of: 'filters without name',
    kind: 'EnvoyFilter',
    spec: filter('HTTP_FILTER', {}),
    says: [
      'MLM0936 spec.configPatches[0].match.listener.filterChain.filter: the filter to match has no name',
    ],
  },
  {
    of: 'filters of listeners',
    kind: 'EnvoyFilter',
    spec: filter('LISTENER', { name: 'envoy.tcp_proxy' }),
    says: [
      'MLM0937 kind: what an EnvoyFilter patches may change with every release',
      'MLM0937 spec.configPatches[0].match.listener.filterChain.filter: a patch of LISTENER is not narrowed by a filter',
      'MLM0937 spec.configPatches[0].match.listener.filterChain.filter.name: envoy.tcp_proxy is the old name of envoy.filters.network.tcp_proxy',
    ],
  },
  {
    of: 'filters in filters',
    kind: 'EnvoyFilter',
    spec: filter('NETWORK_FILTER', { name: 'a', subFilter: { name: 'b' } }),
    says: [
      'MLM0936 spec.configPatches[0].match.listener.filterChain.filter.subFilter: only patches of HTTP_FILTER match by subFilter',
    ],
  },
  {
    of: 'filters in other filters',
    kind: 'EnvoyFilter',
    spec: filter('HTTP_FILTER', { name: 'a', subFilter: { name: 'b' } }),
    says: [
      'MLM0936 spec.configPatches[0].match.listener.filterChain.filter.subFilter: filters within filters are those of envoy.filters.network.http_connection_manager',
    ],
  },
  {
    of: 'filters in filters without name',
    kind: 'EnvoyFilter',
    spec: filter('HTTP_FILTER', { name: 'envoy.http_connection_manager', subFilter: {} }),
    says: [
      'MLM0936 spec.configPatches[0].match.listener.filterChain.filter.subFilter: the filter within the filter has no name',
    ],
  },
  {
    of: 'old types',
    kind: 'EnvoyFilter',
    spec: patch({ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_BEFORE', value: { name: 'a', typed_config: { '@type': 'type.googleapis.com/envoy.config.filter.http.lua.v2.Lua' } } } }),
    says: [
      'MLM0936 spec.configPatches[0].patch.value.typed_config["@type"]: "type.googleapis.com/envoy.config.filter.http.lua.v2.Lua" is no type of the v3 API of Envoy',
    ],
  },
  {
    of: 'types that are none',
    kind: 'EnvoyFilter',
    spec: patch({ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_BEFORE', value: { name: 'a', typed_config: { '@type': 'lua' } } } }),
    says: [
      'MLM0936 spec.configPatches[0].patch.value.typed_config["@type"]: "lua" is no type of the v3 API of Envoy',
    ],
  },
  {
    of: 'no type',
    kind: 'EnvoyFilter',
    spec: patch({ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_BEFORE', value: { name: 'a', typed_config: {} } } }),
    says: [
      'MLM0936 spec.configPatches[0].patch.value.typed_config: what typed_config configures is not said',
    ],
  },
  {
    of: 'names',
    kind: 'EnvoyFilter',
    spec: patch({ patch: { operation: 'MERGE', value: { name: true } } }),
    says: [
      'MLM0936 spec.configPatches[0].patch.value.name: the name is no text',
    ],
  },
  {
    of: 'fields that are not read',
    kind: 'EnvoyFilter',
    spec: patch({ patch: { operation: 'MERGE', value: { typed_config: {} } } }),
    says: [
      'MLM0937 kind: what an EnvoyFilter patches may change with every release',
    ],
  },
  {
    of: 'patches of waypoints',
    kind: 'EnvoyFilter',
    spec: { configPatches: [{ match: { context: 'WAYPOINT', waypoint: {} } }] },
    says: [
      'MLM0937 kind: what an EnvoyFilter patches may change with every release',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
