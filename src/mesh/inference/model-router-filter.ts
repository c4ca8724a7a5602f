import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { EnvoyFilter } from '../../../imports/networking.istio.io';
import type { GatewayBinding } from '../gateway/binding';

interface RouterFilterProps {
  readonly gateway: GatewayBinding;
  readonly name: string;
  /** The router, as istiod calls its cluster. */
  readonly cluster: string;
  readonly failOpen: boolean;
  /** An expression for the paths that it must read. */
  readonly paths: () => string | undefined;
}

const TYPE = 'type.googleapis.com';
const NAME = 'model-router';

/**
 * The filter by which the gateway asks the router, first of all and for the paths of its routes only: on others a body need not be JSON.
 * After config/charts/body-based-routing of the Inference Extension v1.5.0.
 */
export function declareRouterFilter(scope: Construct, { gateway, name, cluster, failOpen, paths }: RouterFilterProps): void {
  new EnvoyFilter(scope, 'filter', {
    metadata: { namespace: gateway.namespace, name },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
      configPatches: [{
        applyTo: 'HTTP_FILTER',
        match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            name: NAME,
            typed_config: {
              '@type': `${TYPE}/envoy.extensions.common.matching.v3.ExtensionWithMatcher`,
              'extension_config': { name: NAME, typed_config: processor(cluster, failOpen) },
              'xds_matcher': Lazy.any({ produce: () => skipOthers(paths() ?? '') }),
            },
          },
        },
      }],
    },
  });
}

function processor(cluster: string, failOpen: boolean) {
  return {
    '@type': `${TYPE}/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor`,
    'failure_mode_allow': failOpen,
    'grpc_service': { envoy_grpc: { cluster_name: cluster } },
    // It answers when the whole body has arrived, however slowly that comes; Istio gives its pickers as long.
    'message_timeout': '1000s',
    'processing_mode': {
      request_header_mode: 'SEND',
      request_body_mode: 'FULL_DUPLEX_STREAMED',
      request_trailer_mode: 'SEND',
      response_header_mode: 'SKIP',
    },
  };
}

function skipOthers(regex: string) {
  const path = { '@type': `${TYPE}/envoy.type.matcher.v3.HttpRequestHeaderMatchInput`, 'header_name': ':path' };
  const skip = { '@type': `${TYPE}/envoy.extensions.filters.common.matcher.action.v3.SkipFilter` };
  const read = { single_predicate: { input: { name: 'path', typed_config: path }, value_match: { safe_regex: { google_re2: {}, regex } } } };
  return {
    matcher_list: {
      matchers: [{ predicate: { not_matcher: read }, on_match: { action: { name: 'skip', typed_config: skip } } }],
    },
  };
}
