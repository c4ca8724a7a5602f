import type { EnvoyFilterConfigPatch, EnvoyFilterSpec } from '../../../../../imports/networking.istio.io';
import { ENVOY_FILTER } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../../rule';
import { analyzer } from '../analyzed';

const ACKNOWLEDGED = yaml`
  apiVersion: networking.istio.io/v1alpha3
  kind: EnvoyFilter
  metadata:
    name: limits
    namespace: ml-serving
    annotations:
      cdk8s-ml-mesh/ignore.MLM0937: tested with every upgrade
  spec:
    priority: 10
    configPatches:
      - applyTo: HTTP_FILTER
        match:
          listener:
            filterChain:
              filter:
                name: envoy.filters.network.http_connection_manager
        patch:
          operation: INSERT_BEFORE
          value:
            name: envoy.filters.http.buffer
`;

export const operationWithoutEffect = rule({
  code: 'MLM0957',
  name: 'operation-without-effect',
  severity: 'error',
  title: 'A patch of an EnvoyFilter has an operation that is left out',
  kinds: [ENVOY_FILTER],
  message: '{operation} of {what} is left out',
  why: 'Operations that istiod does not know for the class of objects are passed over (pilot/pkg/networking/core/envoyfilter): a route configuration can be merged into only, clusters, '
    + 'listeners and filter chains cannot be replaced, routes neither. The patch is accepted, and nothing is changed.',
  fix: 'use an operation that istiod knows for the class, mostly MERGE',
  sameAs: ['IST0152', 'IST0153', 'IST0154'],
  evidence: analyzer('envoyfilter/envoyfilter.go'),
  bad: altered(ACKNOWLEDGED, ['applyTo: HTTP_FILTER', 'applyTo: CLUSTER'], [`      match:
        listener:
          filterChain:
            filter:
              name: envoy.filters.network.http_connection_manager
`, ''], ['operation: INSERT_BEFORE', 'operation: REPLACE # <- MLM0957']),
  good: ACKNOWLEDGED,
  * check(filter) {
    for (const { patch: { applyTo = '', patch }, at } of patchesOf(filter)) {
      const { operation = '' } = patch ?? {};
      if (!isKnown(applyTo, operation)) {
        yield { at: at.at('patch', 'operation'), data: { operation, what: applyTo } };
      }
    }
  },
});

export const relativeOperation = rule({
  code: 'MLM0958',
  name: 'relative-operation',
  severity: 'warning',
  title: 'A patch depends on what other EnvoyFilters have done before',
  kinds: [ENVOY_FILTER],
  message: '{operation} applies to what is there when it is its turn, and the EnvoyFilter has no priority',
  why: 'Of equal priority the older EnvoyFilter comes first, so that the order depends on when objects were created: in a new cluster, or after one was created again, the patch finds '
    + 'nothing and is left out without a word.',
  fix: 'write spec.priority (what is patched by others has a lower one), or use INSERT_FIRST or ADD',
  sameAs: ['IST0151', 'IST0155'],
  evidence: analyzer('envoyfilter/envoyfilter.go'),
  bad: altered(ACKNOWLEDGED, ['  priority: 10\n', ''], ['operation: INSERT_BEFORE', 'operation: INSERT_BEFORE # <- MLM0958']),
  good: ACKNOWLEDGED,
  * check(filter) {
    for (const { patch: { applyTo = '', patch }, at } of (filter.spec.priority ?? 0) === 0 ? patchesOf(filter) : []) {
      const { operation = '' } = patch ?? {};
      if (RELATIVE.includes(operation) && isKnown(applyTo, operation)) {
        yield { at: at.at('patch', 'operation'), data: { operation } };
      }
    }
  },
});

const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE'];
const MERGES = ['MERGE', 'MERGE_AND_REPLACE_LIST'];
const INSERTS = ['INSERT_BEFORE', 'INSERT_AFTER', 'INSERT_FIRST'];
const ALL = [...MERGES, ...INSERTS, 'ADD', 'REMOVE', 'REPLACE'];
const WHOLE = [...MERGES, 'ADD', 'REMOVE'];

/** The operations that istiod knows for each class of objects. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ROUTE_CONFIGURATION: MERGES,
  VIRTUAL_HOST: [...WHOLE, 'REPLACE'],
  HTTP_ROUTE: [...WHOLE, ...INSERTS],
  CLUSTER: WHOLE,
  LISTENER: WHOLE,
  FILTER_CHAIN: WHOLE,
  LISTENER_FILTER: ALL,
  NETWORK_FILTER: ALL,
  HTTP_FILTER: ALL,
  EXTENSION_CONFIG: ['ADD'],
  BOOTSTRAP: MERGES,
};

function isKnown(applyTo: string, operation: string): boolean {
  return !Object.hasOwn(KNOWN, applyTo) || !ALL.includes(operation) || KNOWN[applyTo].includes(operation);
}

interface Patch {
  readonly patch: EnvoyFilterConfigPatch;
  readonly at: Location;
}

function patchesOf(filter: ManifestObject<EnvoyFilterSpec>): Patch[] {
  return (filter.spec.configPatches ?? []).map((patch, i) => ({ patch, at: filter.at('spec', 'configPatches', i) }));
}
