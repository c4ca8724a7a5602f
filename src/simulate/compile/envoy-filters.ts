import { extensionAt, type ExtensionPlace } from './extensions';
import { modelRouter, skippedPaths } from './model-router';
import { originOf } from './origin';
import type { EnvoyFilterSpec } from '../../../imports/networking.istio.io';
import { ENVOY_FILTER, GATEWAY, GATEWAY_CLASS } from '../../manifest/kinds';
import { hasLabels } from '../../manifest/labels';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ExtraFilters, HeaderChange, ModelRouter, Origin, Proxy } from '../tables';

type EnvoyFilter = ManifestObject<EnvoyFilterSpec>;
type Patch = NonNullable<EnvoyFilterSpec['configPatches']>[number];

/** What a patch of an EnvoyFilter does, where that is foreseen. */
interface Effect {
  readonly router?: ModelRouter;
  /** The route, by the name that istiod gives it, whose requests get headers. */
  readonly mark?: readonly [route: string, changes: readonly HeaderChange[]];
}

/** Where a patch counts, by the kind of proxy; unset and ANY: everywhere. */
const CONTEXTS: Readonly<Record<Proxy['kind'], readonly string[]>> = {
  gateway: ['GATEWAY'],
  sidecar: ['SIDECAR_INBOUND', 'SIDECAR_OUTBOUND'],
  waypoint: ['WAYPOINT'],
  ztunnel: [],
};

/** What does not change what becomes of a request. */
const HARMLESS = ['BOOTSTRAP', 'EXTENSION_CONFIG'];

const HEADER_MUTATION = /\.header_mutation\.v3\.HeaderMutation$/;

/** What EnvoyFilters and programs add to a proxy: a router by model, and marks of requests. Everything else is known to be there, not what it does. */
export function extraFilters(index: ManifestIndex, proxy: Proxy, place: ExtensionPlace): ExtraFilters | undefined {
  const written = index.all(ENVOY_FILTER).filter((filter) => isFor(index, filter, proxy)).flatMap((filter) => (
    (filter.spec.configPatches ?? []).map((patch, i) => ({ patch, origin: originOf(filter, 'spec', 'configPatches', i) }))));
  const own = written.filter(({ patch }) => isOf(patch, proxy));
  const extension = extensionAt(index, proxy, place);
  if (own.length === 0 && extension === undefined) {
    return undefined;
  }
  const effects = own.map(({ patch, origin }) => ({ effect: effectOf(index, patch, origin), origin }));
  return {
    router: effects.find(({ effect }) => effect?.router !== undefined)?.effect?.router,
    marks: new Map(effects.flatMap(({ effect }) => (effect?.mark === undefined ? [] : [effect.mark]))),
    unread: effects.some(({ effect }) => effect === undefined) ? 'envoy-filter' : extension && 'extension',
  };
}

/**
 * By the Gateway that it names, by labels, or for all proxies of a namespace, or of the mesh; a waypoint has to be named, or its class
 * (istio.io/istio pilot/pkg/model/policyattachment.go `ShouldAttachPolicy`).
 */
function isFor(index: ManifestIndex, { namespace, spec: { targetRefs = [], workloadSelector } }: EnvoyFilter, proxy: Proxy): boolean {
  if (targetRefs.length > 0) {
    const { object } = proxy;
    return object.is(GATEWAY) && targetRefs.some(({ kind, name }) => (
      (namespace === proxy.namespace && kind === GATEWAY.kind && name === object.name)
      || (namespace === index.rootNamespace && kind === GATEWAY_CLASS.kind && proxy.kind === 'waypoint' && name === object.spec.gatewayClassName)));
  }
  return proxy.kind !== 'waypoint' && [proxy.namespace, index.rootNamespace].includes(namespace) && hasLabels(proxy.labels, workloadSelector?.labels ?? {});
}

function isOf({ applyTo = '', match }: Patch, { kind }: Proxy): boolean {
  const context = match?.context ?? 'ANY';
  return !HARMLESS.includes(applyTo) && CONTEXTS[kind].length > 0 && (context === 'ANY' || CONTEXTS[kind].includes(context));
}

/** Undefined for what is not foreseen. */
function effectOf(index: ManifestIndex, { applyTo, match, patch }: Patch, origin: Origin): Effect | undefined {
  const value = (patch?.value ?? {}) as Record<string, any>;
  if (applyTo === 'HTTP_ROUTE' && patch?.operation === 'MERGE') {
    const route = match?.routeConfiguration?.vhost?.route?.name;
    const changes = Object.values(value.typed_per_filter_config ?? {}).flatMap(changesOf);
    return route === undefined || changes.length === 0 ? undefined : { mark: [route, changes] };
  }
  if (applyTo !== 'HTTP_FILTER') {
    return undefined;
  }
  if (HEADER_MUTATION.test(value.typed_config?.['@type'] ?? '') && value.typed_config.mutations === undefined) {
    // It does nothing but what routes tell it.
    return {};
  }
  const router = modelRouter(index, value.typed_config ?? {}, origin);
  const isSkipped = skippedPaths(value.typed_config ?? {});
  return router && isSkipped && { router: { ...router, isSkipped } };
}

function changesOf(config: any): readonly HeaderChange[] {
  const mutations: readonly any[] = config?.mutations?.request_mutations ?? [];
  return mutations.flatMap(({ append }) => (append?.append_action === 'OVERWRITE_IF_EXISTS_OR_ADD'
    ? [{ name: String(append.header?.key).toLowerCase(), value: String(append.header?.value), appends: false }]
    : []));
}
