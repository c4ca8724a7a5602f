import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';
import { DataPlane } from '../core/versions/data-plane';
import { toSidecarSettings } from '../install/proxy-resources';
import type { CompleteResources, ProxyResources } from '../install/proxy-resources';

interface PodTraits {
  readonly target: Target;
  readonly outsideMesh: boolean;
  readonly nativeSidecar: boolean;
  /** A sidecar in ambient mode. */
  readonly sidecar: boolean;
  readonly peerPorts: readonly number[];
  readonly proxy?: ProxyResources;
  /** What a sidecar has where the workload says nothing. */
  readonly proxyDefaults?: CompleteResources;
}

/** What takes pods out of the mesh; nothing for the others, since their namespace enrols them. */
const OUTSIDE: { readonly [dataPlane in DataPlane]: { readonly [label: string]: string } } = {
  [DataPlane.AMBIENT]: { 'istio.io/dataplane-mode': 'none' },
  [DataPlane.SIDECAR]: { 'sidecar.istio.io/inject': 'false' },
};

/** What gives ambient pods a sidecar, which ztunnel then leaves alone. */
const WITH_SIDECAR = {
  labels: { 'sidecar.istio.io/inject': 'true' },
  annotations: { 'sidecar.istio.io/nativeSidecar': 'true' },
};

export function podMeshLabels(
  dataPlane: DataPlane, { outsideMesh, sidecar }: Pick<PodTraits, 'outsideMesh' | 'sidecar'>,
): { readonly [label: string]: string } {
  return outsideMesh ? OUTSIDE[dataPlane] : { ...(sidecar && WITH_SIDECAR.labels) };
}

/** Annotations by which the injector makes the sidecar that the workload needs. Ambient pods without one need none. */
export function podAnnotations(site: Site, traits: PodTraits): { readonly [key: string]: string } {
  if (traits.proxy) {
    requireCapability(traits.target, 'sidecarResources', site.at('proxy'));
  }
  if (traits.target.dataPlane === DataPlane.AMBIENT || traits.outsideMesh) {
    return { ...(traits.sidecar && WITH_SIDECAR.annotations) };
  }
  const peerPorts = traits.peerPorts.join(',');
  const proxy = traits.proxy && toSidecarSettings(site.at('proxy'), traits.proxy, traits.proxyDefaults);
  return {
    ...(traits.nativeSidecar && { 'sidecar.istio.io/nativeSidecar': 'true' }),
    ...(peerPorts && {
      'traffic.sidecar.istio.io/excludeInboundPorts': peerPorts,
      'traffic.sidecar.istio.io/excludeOutboundPorts': peerPorts,
    }),
    ...proxy?.annotations,
    ...(proxy && Object.keys(proxy.proxyConfig).length > 0 && { 'proxy.istio.io/config': JSON.stringify(proxy.proxyConfig) }),
  };
}
