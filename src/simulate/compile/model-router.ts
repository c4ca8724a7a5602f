import { fullMatcher } from '../../core/regex';
import { embeddedYaml } from '../../manifest/embedded';
import { CONFIG_MAP } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ModelRouter, Origin } from '../tables';

const PROCESSOR = /\.ext_proc\.v3\.ExternalProcessor$/;
const WRAPPED = /\.matching\.v3\.ExtensionWithMatcher$/;

/** The body-based router of the Inference Extension. */
const IMAGE = /(^|\/)(bbr|body-based-routing)[:@]/;
/** A switch that is off unless it is set (pkg/bbr/server/options.go). */
const STREAMS = /^--?streaming(=(1|t|true))?$/i;

const MANAGED = 'inference.networking.k8s.io/bbr-managed';

/** `outbound|9004||router.ml-serving.svc.cluster.local` */
const CLUSTER = /^outbound\|(\d+)\|\|(.+)$/;

/** The router that a filter asks, if it is one: by the program behind the Service that the filter names. */
export function modelRouter(index: ManifestIndex, filter: Record<string, any>, origin: Origin): Omit<ModelRouter, 'isSkipped'> | undefined {
  const config: Record<string, any> = WRAPPED.test(filter['@type'] ?? '') ? filter.extension_config?.typed_config ?? {} : filter;
  const [, port, host = ''] = CLUSTER.exec(config.grpc_service?.envoy_grpc?.cluster_name ?? '') ?? [];
  const { service } = index.hosts.find(host, '');
  const readsBody = config.processing_mode?.request_body_mode === 'FULL_DUPLEX_STREAMED';
  if (!PROCESSOR.test(config['@type'] ?? '') || !readsBody || service === undefined) {
    return undefined;
  }
  const program = index.podsOfService(service).flatMap(({ containers }) => containers).find(({ image = '' }) => IMAGE.test(image));
  return program === undefined ? undefined : {
    cluster: { host, port: Number(port) },
    failsOpen: config.failure_mode_allow === true,
    streams: (program.args ?? []).some((arg) => STREAMS.test(arg)),
    bases: basesIn(index, service.namespace),
    origin,
  };
}

/** Which paths the filter leaves alone: it is asked for those that match one expression. */
export function skippedPaths({ xds_matcher: matcher }: Record<string, any>): (path: string) => boolean {
  const regex: unknown = matcher?.matcher_list?.matchers?.[0]?.predicate?.not_matcher?.single_predicate?.value_match?.safe_regex?.regex;
  if (typeof regex !== 'string') {
    return () => false;
  }
  const matches = fullMatcher(regex);
  return (path) => !matches(path);
}

/** The base model of each name that requests may say (pkg/bbr/plugins/basemodelextractor of the Inference Extension v1.5.0). */
function basesIn(index: ManifestIndex, namespace: string): ReadonlyMap<string, string> {
  const managed = index.objects.in(CONFIG_MAP, namespace).filter(({ labels }) => labels[MANAGED] === 'true');
  return new Map(managed.flatMap(({ manifest }) => {
    const { baseModel = '', adapters } = (manifest.data ?? {}) as { readonly baseModel?: string; readonly adapters?: string };
    return [baseModel, ...listIn(adapters)].map((name) => [name, baseModel] as const);
  }));
}

function listIn(text: string | undefined): readonly string[] {
  const value = embeddedYaml(text);
  return Array.isArray(value) ? value.map(String) : [];
}
