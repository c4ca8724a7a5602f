import type { TrafficExtensionSpec, WasmPluginSpec } from '../../../imports/extensions.istio.io';
import { TRAFFIC_EXTENSION, WASM_PLUGIN } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Proxy } from '../tables';

/** Where in a proxy programs may run. */
export interface ExtensionPlace {
  /** Whether the proxy stands before who answers, or serves who calls: a gateway counts as the latter. */
  readonly mode: 'CLIENT' | 'SERVER';
  /** Unset: any, of a proxy whose listeners are looked at together. */
  readonly port?: number;
  readonly readsHttp: boolean;
  /** What is asked for at a waypoint. */
  readonly addressed?: ManifestObject;
}

type Extension = ManifestObject<TrafficExtensionSpec | WasmPluginSpec>;

/** The first program that a TrafficExtension or a WasmPlugin adds there (istio.io/istio pilot/pkg/model/push_context.go `TrafficExtensionsByListenerInfo`). */
export function extensionAt(index: ManifestIndex, proxy: Proxy, place: ExtensionPlace): Extension | undefined {
  const own = [TRAFFIC_EXTENSION, WASM_PLUGIN as typeof TRAFFIC_EXTENSION].flatMap((kind) => extensionsOf(index, proxy, place, kind));
  return own.find((extension) => (place.readsHttp || isForBytes(extension)) && isForListener(extension, proxy, place));
}

function extensionsOf({ policies }: ManifestIndex, proxy: Proxy, { addressed }: ExtensionPlace, of: typeof TRAFFIC_EXTENSION): readonly Extension[] {
  const { kind, object, pods } = proxy;
  if (kind === 'waypoint') {
    return policies.atWaypoint(object, addressed, of);
  }
  return pods === undefined || kind === 'ztunnel' ? [] : policies.atProxy(pods, of);
}

/** Lua reads HTTP alone, and so does WebAssembly that says nothing else (`MatchType`). */
function isForBytes({ spec }: Extension): boolean {
  const { type } = spec as WasmPluginSpec;
  const { wasm } = spec as TrafficExtensionSpec;
  return (wasm?.type ?? type) === 'NETWORK';
}

/** Which listeners of a waypoint count as whose is not told apart: all that may be meant are. */
function isForListener({ spec: { match = [] } }: Extension, { kind }: Proxy, { mode, port }: ExtensionPlace): boolean {
  return kind === 'waypoint' || match.length === 0 || match.some(({ mode: wanted = 'CLIENT_AND_SERVER', ports = [] }) => (
    ['CLIENT_AND_SERVER', 'UNDEFINED', mode].includes(wanted) && (port === undefined || ports.length === 0 || ports.some(({ number }) => number === port))));
}
