import { oldestFirst } from '../age';
import { embeddedYaml } from '../embedded';
import { PROXY_CONFIG } from '../kinds';
import { hasLabels } from '../labels';
import type { MeshConfig } from '../mesh-config';
import type { Objects } from '../objects';
import type { PodSet } from '../pods';
import type { Labels } from '../shapes';

const SETTING = 'ISTIO_META_DNS_CAPTURE';

/** A proxy's settings, as far as they matter here. */
interface ProxySettings {
  readonly proxyMetadata?: Readonly<Record<string, unknown>>;
}

/** Which sidecars answer DNS for their pods, and so know the addresses that istiod gives to ServiceEntries. */
export class DnsCapture {
  constructor(private readonly objects: Objects, private readonly mesh: MeshConfig, private readonly rootNamespace: string) {}

  /**
   * By a ProxyConfig for the pods, their annotation, a ProxyConfig for the namespace, one of the root namespace, or the settings of the mesh
   * (pilot/pkg/model/proxy_config.go `EffectiveProxyConfig`).
   */
  public isOnFor({ namespace, labels, annotations }: PodSet): boolean {
    const { defaultConfig } = this.mesh.settings() as { readonly defaultConfig?: ProxySettings };
    const annotated = embeddedYaml(annotations['proxy.istio.io/config']) as ProxySettings | undefined;
    const said = [
      this.variables(namespace, (selector) => Object.keys(selector ?? {}).length > 0 && hasLabels(labels, selector!)),
      annotated?.proxyMetadata,
      this.variables(namespace, isForAll),
      this.variables(this.rootNamespace, isForAll),
      defaultConfig?.proxyMetadata,
    ].map((settings) => settings?.[SETTING]);
    return String(said.find((each) => each !== undefined)) === 'true';
  }

  /** Those of the oldest ProxyConfig with such a selector. */
  private variables(namespace: string, isMeant: (selector: Labels | undefined) => boolean): ProxySettings['proxyMetadata'] {
    const found = oldestFirst(this.objects.in(PROXY_CONFIG, namespace))
      .find(({ spec: { selector } }) => isMeant(selector && (selector.matchLabels ?? {})));
    return found?.spec.environmentVariables;
  }
}

function isForAll(selector: Labels | undefined): boolean {
  return selector === undefined;
}
