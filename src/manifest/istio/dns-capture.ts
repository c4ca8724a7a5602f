import { embeddedYaml } from '../embedded';
import { PROXY_CONFIG } from '../kinds';
import { hasLabels } from '../labels';
import type { MeshConfig } from '../mesh-config';
import type { Objects } from '../objects';
import type { PodSet } from '../pods';

const SETTING = 'ISTIO_META_DNS_CAPTURE';

/** A proxy's settings, as far as they matter here. */
interface ProxySettings {
  readonly proxyMetadata?: Readonly<Record<string, unknown>>;
}

/** Which sidecars answer DNS for their pods, and so know the addresses that istiod gives to ServiceEntries. */
export class DnsCapture {
  constructor(private readonly objects: Objects, private readonly mesh: MeshConfig, private readonly rootNamespace: string) {}

  /** By the annotation of the pods, a ProxyConfig, or the settings of the mesh (pilot/pkg/model/proxy_config.go `EffectiveProxyConfig`). */
  public isOnFor(pods: PodSet): boolean {
    const { defaultConfig } = this.mesh.settings() as { readonly defaultConfig?: ProxySettings };
    const own = embeddedYaml(pods.annotations['proxy.istio.io/config']) as ProxySettings | undefined;
    const said = [own?.proxyMetadata, ...this.variablesFor(pods), defaultConfig?.proxyMetadata].map((settings) => settings?.[SETTING]);
    return String(said.find((each) => each !== undefined)) === 'true';
  }

  /** Those with a selector before those for the whole namespace, and these before those of the root namespace. */
  private variablesFor({ namespace, labels }: PodSet): readonly ProxySettings['proxyMetadata'][] {
    const own = this.objects.in(PROXY_CONFIG, namespace);
    const selecting = own.filter(({ spec: { selector } }) => selector !== undefined && hasLabels(labels, selector.matchLabels ?? {}));
    const whole = [...own, ...this.objects.in(PROXY_CONFIG, this.rootNamespace)].filter(({ spec: { selector } }) => selector === undefined);
    return [...selecting, ...whole].map(({ spec: { environmentVariables } }) => environmentVariables);
  }
}
