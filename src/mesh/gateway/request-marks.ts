import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { GatewayBinding } from './binding';
import { EnvoyFilter } from '../../../imports/networking.istio.io';
import { labelFrom } from '../../core/names';
import type { Site } from '../../core/site';
import type { MeshContext } from '../context';

/** Headers that requests of one route get before anybody at the gateway reads them. */
export interface RequestMark {
  /** As istiod calls the route in Envoy. */
  readonly route: string;
  readonly headers: { readonly [name: string]: string };
}

const FILTER = 'request-marks';

/** Istio's name of the filter that asks endpoint pickers (pkg/wellknown). */
const PICKER_FILTER = 'envoy.filters.http.ext_proc';

/** After whoever adds filters without a priority: a patch that is relative to another filter is applied to what is there then. */
const PRIORITY = 10;

const HEADER_MUTATION = 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3';

const MARKS = new WeakMap<GatewayBinding, RequestMarks>();

/**
 * Sets headers of requests at a gateway before its endpoint pickers are asked: the filters of an HTTPRoute do so afterwards only. What the
 * caller has written there is replaced.
 */
export function markRequests(context: MeshContext, site: Site, gateway: GatewayBinding, mark: RequestMark): void {
  site.check(context.namespaces.has(gateway.namespace), {
    problem: `takes an EnvoyFilter in the namespace of the gateway, ${gateway.namespace}, which is not the mesh's`,
    fix: `add it first: mesh.addNamespace('${gateway.namespace}'), or have callers set the header`,
  });
  const marks = MARKS.get(gateway) ?? new RequestMarks(context, site, gateway);
  MARKS.set(gateway, marks);
  marks.add(mark);
}

/** One EnvoyFilter for a gateway, since Envoy keeps the settings of a route by the name of the filter. */
class RequestMarks extends Construct {
  private readonly marks: RequestMark[] = [];

  constructor(context: MeshContext, site: Site, gateway: GatewayBinding) {
    super(context.scope, 'request-marks');
    new EnvoyFilter(this, 'Resource', {
      metadata: { namespace: gateway.namespace, name: labelFrom(site, gateway.name, FILTER) },
      spec: Lazy.any({
        produce: () => ({
          targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
          priority: PRIORITY,
          configPatches: [filterPatch(), ...this.marks.map(routePatch)],
        }),
      }),
    });
  }

  add(mark: RequestMark): void {
    this.marks.push(mark);
  }
}

function filterPatch() {
  const filterChain = { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: PICKER_FILTER } } };
  return {
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain } },
    patch: { operation: 'INSERT_BEFORE', value: { name: FILTER, typed_config: { '@type': `${HEADER_MUTATION}.HeaderMutation` } } },
  };
}

function routePatch({ route, headers }: RequestMark) {
  const mutations = {
    request_mutations: Object.entries(headers).map(([key, value]) => ({
      append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    })),
  };
  return {
    applyTo: 'HTTP_ROUTE',
    match: { context: 'GATEWAY', routeConfiguration: { vhost: { route: { name: route } } } },
    patch: {
      operation: 'MERGE',
      value: { typed_per_filter_config: { [FILTER]: { '@type': `${HEADER_MUTATION}.HeaderMutationPerRoute`, mutations } } },
    },
  };
}
