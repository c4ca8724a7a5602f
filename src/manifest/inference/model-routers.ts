import { ModelRouter } from './model-router';
import { parseDuration } from '../duration';
import { embeddedYaml } from '../embedded';
import type { Hosts } from '../hosts';
import * as kinds from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Path } from '../path';
import type { Pods } from '../pods';

/** By which a router knows the ConfigMaps that are for it (pkg/bbr/plugins/basemodelextractor of the Inference Extension v1.5.0). */
const MANAGED = 'inference.networking.k8s.io/bbr-managed';

const PROCESSOR = /\.ext_proc\.v3\.ExternalProcessor$/;
const WRAPPED = /\.matching\.v3\.ExtensionWithMatcher$/;

/** `outbound|9004||router.ml-serving.svc.cluster.local` */
const CLUSTER = /^outbound\|(\d+)\|\|(.+)$/;

/**
 * What is answered where the gateway and the router each wait for the other, by how the gateway sends bodies: one answers pieces of a body, the other
 * a whole one (conformance/cases/disagreements/router-mode, router-buffered).
 */
const DEADLOCKS: Readonly<Record<string, { readonly isStreaming: boolean; readonly status: number }>> = {
  FULL_DUPLEX_STREAMED: { isStreaming: false, status: 500 },
  BUFFERED: { isStreaming: true, status: 504 },
};

/** How long the gateway waits for an answer unless the filter says so (envoy/extensions/filters/http/ext_proc/v3/ext_proc.proto `message_timeout`). */
const PATIENCE = 200;

/** How much of a body the gateway keeps in bytes, by how it sends bodies (conformance/cases/disagreements/router-large-body; Envoy answers 413 to more). */
const BUFFERS: Readonly<Record<string, number>> = { BUFFERED: 1024 * 1024 };

/** A model and its adapters, as a ConfigMap tells them. */
export interface ModelNames {
  readonly configMap: ManifestObject;
  readonly base: string;
  readonly adapters: readonly string[];
}

/** A filter of Envoy that asks a router. */
export interface RouterFilter {
  readonly routers: readonly ModelRouter[];
  readonly host: string;
  readonly port: number;
  readonly failsOpen: boolean;
  /** `processing_mode.request_body_mode` */
  readonly bodyMode: string;
  /** From the filter to it. */
  readonly bodyModePath: Path;
  /** With what a request with a body fails because the router does not answer in that mode. */
  readonly deadlock: number | undefined;
  /** How long a body may be, in bytes, because the gateway keeps it whole; undefined where it may have any length. */
  readonly longestBody: number | undefined;
  /** How long the gateway waits for an answer, in milliseconds. */
  readonly patience: number;
}

/** Body-based routers, and what they are told: a filter names a Service, the Service selects pods, ConfigMaps name models. */
export class ModelRouters {
  private list: readonly ModelRouter[] | undefined;
  private names: readonly ModelNames[] | undefined;

  constructor(private readonly objects: Objects, private readonly pods: Pods, private readonly hosts: Hosts) {}

  public all(): readonly ModelRouter[] {
    this.list ??= this.pods.all().flatMap((pods) => ModelRouter.in(pods));
    return this.list;
  }

  /** What a filter of Envoy (`typed_config`) is, if it asks a router. */
  public filter(typed: Record<string, any>): RouterFilter | undefined {
    const isWrapped = WRAPPED.test(typed['@type'] ?? '');
    const config: Record<string, any> = isWrapped ? typed.extension_config?.typed_config ?? {} : typed;
    const [, port, host = ''] = CLUSTER.exec(config.grpc_service?.envoy_grpc?.cluster_name ?? '') ?? [];
    const { service } = this.hosts.find(host, '');
    const { selector } = service?.spec ?? {};
    const pods = !PROCESSOR.test(config['@type'] ?? '') || selector === undefined ? [] : this.pods.matching(service!.namespace, selector);
    const routers = this.all().filter((router) => pods.includes(router.pods));
    if (routers.length === 0) {
      return undefined;
    }
    const bodyMode = String(config.processing_mode?.request_body_mode ?? 'NONE');
    const { isStreaming, status } = DEADLOCKS[bodyMode] ?? {};
    return {
      routers,
      host,
      port: Number(port),
      failsOpen: config.failure_mode_allow === true,
      bodyMode,
      bodyModePath: [...(isWrapped ? ['extension_config', 'typed_config'] : []), 'processing_mode', 'request_body_mode'],
      deadlock: routers.every((router) => router.isStreaming === isStreaming) ? status : undefined,
      longestBody: BUFFERS[bodyMode],
      patience: parseDuration(config.message_timeout) ?? PATIENCE,
    };
  }

  /** What the ConfigMaps of a namespace tell, or those of all. One that the router cannot read tells nothing. */
  public namesIn(namespace: string | undefined): readonly ModelNames[] {
    this.names ??= this.objects.all(kinds.CONFIG_MAP).filter(({ labels }) => labels[MANAGED] === 'true').flatMap(namesOf);
    return this.names.filter(({ configMap }) => namespace === undefined || configMap.namespace === namespace);
  }
}

/** The base model of each name that requests may say: that of an adapter, even if a base model is called like it. */
export function basesOf(names: readonly ModelNames[]): ReadonlyMap<string, string> {
  return new Map([
    ...names.map(({ base }) => [base, base] as const),
    ...names.flatMap(({ base, adapters }) => adapters.map((adapter) => [adapter, base] as const)),
  ]);
}

function namesOf(configMap: ManifestObject): ModelNames[] {
  const { baseModel, adapters: written } = (configMap.manifest.data ?? {}) as Readonly<Record<string, unknown>>;
  const base = String(baseModel ?? '').trim();
  const text = String(written ?? '').trim();
  const list = text === '' ? [] : embeddedYaml(text);
  return base === '' || !Array.isArray(list) ? [] : [{ configMap, base, adapters: list.map((each) => String(each ?? '').trim()).filter((each) => each !== '') }];
}
