import type { AccessLog, AccessLogConfig } from './access-log';
import type { ExtAuthzConfig, ExtAuthzProvider } from './ext-authz-provider';
import { writeInstallFiles } from './install-files';
import type { MeshRetries } from './mesh-retries';
import type { NamespaceSelector } from './namespace-selector';
import { checkSelectors, withRootNamespace } from './namespace-selector';
import { OutboundTraffic } from './outbound-traffic';
import type { PlainObject } from './plain-data';
import { ifAny, ifFilled, withoutAbsent } from './plain-data';
import type { ExtensionProvider } from './provider-endpoint';
import type { ProxyDefaults } from './proxy-defaults';
import { proxyConfig, proxyValues } from './proxy-defaults';
import type { CompleteResources } from './proxy-resources';
import { completeResources } from './proxy-resources';
import { checkRevision } from './revision';
import type { TracingConfig, TracingProvider } from './tracing-provider';
import { checkNamespace, checkObjectName } from '../core/names';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';
import { DataPlane } from '../core/versions/data-plane';
import { GatewayApi } from '../core/versions/gateway-api';
import { IstioVersion } from '../core/versions/istio-version';

/** Settings of a MeshInstall. */
export interface MeshInstallProps {
  /**
   * Ambient installs istiod, CNI agent and ztunnel (profile `ambient`), sidecar only istiod (profile `minimal`).
   * Neither installs a gateway: Istio runs one for each Gateway object.
   * @default DataPlane.AMBIENT
   */
  readonly dataPlane?: DataPlane;
  /**
   * The release that the settings are for. Settings it does not know are refused; the files name it in the command
   * to use them with.
   * @default IstioVersion.DEFAULT
   */
  readonly istioVersion?: IstioVersion;
  /**
   * The name of this control plane where several live side by side: `spec.revision`, and `revision` of each chart.
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * The first part of every identity, `spiffe://<trustDomain>/ns/…`: `meshConfig.trustDomain`.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
  /**
   * The namespace of istiod, where objects for the whole mesh belong: `global.istioNamespace`.
   * @default 'istio-system'
   */
  readonly rootNamespace?: string;
  /**
   * Where proxies log requests: `meshConfig.accessLogFile`, `meshConfig.extensionProviders` and
   * `meshConfig.defaultProviders.accessLogging`.
   * @default - no access log
   */
  readonly accessLogs?: AccessLog[];
  /**
   * Where proxies send spans: `meshConfig.extensionProviders` and `meshConfig.defaultProviders.tracing`.
   * @default - no tracing
   */
  readonly tracing?: TracingProvider;
  /**
   * Servers that AuthorizationPolicies may ask: `meshConfig.extensionProviders`.
   * @default - none
   */
  readonly extAuthz?: ExtAuthzProvider[];
  /**
   * What every proxy starts from.
   * @default - Istio's own
   */
  readonly proxy?: ProxyDefaults;
  /**
   * Route to InferencePools: `ENABLE_GATEWAY_API_INFERENCE_EXTENSION` of istiod. Without it a route to a pool is not
   * resolved.
   * @default false
   */
  readonly inferenceExtension?: boolean;
  /**
   * Tries where a route says nothing: `meshConfig.defaultHttpRetryPolicy`.
   * @default - Istio's own: 2 for requests that never reached a server
   */
  readonly retries?: MeshRetries;
  /**
   * What a sidecar does with a request to an unknown host: `meshConfig.outboundTrafficPolicy.mode`.
   * @default - Istio's own: OutboundTraffic.ALLOW_ANY
   */
  readonly outboundTraffic?: OutboundTraffic;
  /**
   * Sidecars as native ones (init containers that keep running), which lets Jobs come to their end:
   * `ENABLE_NATIVE_SIDECARS` of istiod. For the sidecar data plane.
   * @default - Istio decides by the version of the nodes
   */
  readonly nativeSidecars?: boolean;
  /**
   * The namespaces that istiod looks at, those that match any entry: `meshConfig.discoverySelectors`. The root
   * namespace is always added, since istiod would otherwise not see what holds for the whole mesh.
   * @default - every namespace
   */
  readonly discoverySelectors?: NamespaceSelector[];
}

/**
 * The settings that Istio is installed with. Not a construct: it belongs to no chart, and its files are for
 * `istioctl install -f` or `helm install --values`, never for `kubectl apply`.
 */
export class MeshInstall {
  /** How pods take part in the mesh. */
  public readonly dataPlane: DataPlane;
  /** The release that the settings are for. */
  public readonly istioVersion: IstioVersion;
  /** The name of the control plane, where it has one. */
  public readonly revision?: string;
  /** The first part of every identity. */
  public readonly trustDomain: string;
  /** The namespace of istiod. */
  public readonly rootNamespace: string;
  /** The tracing provider's name, where there is one. */
  public readonly tracingProvider?: string;
  /** Percent of the requests to trace, where it is set. */
  public readonly samplingPercentage?: number;
  /** True where istiod routes to InferencePools. */
  public readonly inferenceExtension: boolean;
  /** True where no request is tried again unless its route says so. */
  public readonly retriesDisabled: boolean;

  private readonly site = Site.named('MeshInstall');
  private readonly accessLogs: readonly AccessLogConfig[];
  private readonly extAuthz: readonly ExtAuthzConfig[];
  private readonly extensionProviders: readonly ExtensionProvider[];
  private readonly selectors: readonly NamespaceSelector[];
  private readonly sidecarResources: CompleteResources;
  private readonly meshConfig: PlainObject;
  private readonly istiodValues: PlainObject;

  /**
   * @param props the settings; what is left out stays as Istio has it
   */
  public constructor(props: MeshInstallProps = {}) {
    checkProps(this.site, 'MeshInstallProps', props);
    const { proxy = {} } = props;
    this.dataPlane = props.dataPlane ?? DataPlane.AMBIENT;
    this.istioVersion = props.istioVersion ?? IstioVersion.DEFAULT;
    this.revision = props.revision === undefined ? undefined : checkRevision(this.site.at('revision'), props.revision);
    this.trustDomain = checkObjectName(this.site.at('trustDomain'), props.trustDomain ?? 'cluster.local');
    this.rootNamespace = checkNamespace(this.site.at('rootNamespace'), props.rootNamespace ?? DEFAULT_NAMESPACE);
    this.inferenceExtension = props.inferenceExtension ?? false;
    this.retriesDisabled = props.retries?._isOff ?? false;
    this.checkDataPlane(props, proxy);

    const tracing = props.tracing?._bind(this.site.at('tracing'));
    this.tracingProvider = tracing?.extensionProvider.name;
    this.samplingPercentage = tracing?.samplingPercentage;
    this.accessLogs = (props.accessLogs ?? []).map((log, i) => log._bind(this.site.at('accessLogs', i)));
    this.extAuthz = (props.extAuthz ?? []).map((provider, i) => provider._bind(this.site.at('extAuthz', i)));
    this.extensionProviders = [tracing, ...this.accessLogs, ...this.extAuthz].flatMap((config) => config?.extensionProvider ?? []);
    this.checkNames(tracing);
    this.selectors = checkSelectors(this.site.at('discoverySelectors'), props.discoverySelectors);
    this.sidecarResources = completeResources(this.site.at('proxy', 'resources'), proxy.resources ?? {});
    this.meshConfig = withoutAbsent(this.renderMeshConfig(props, proxy));
    this.istiodValues = withoutAbsent(this.renderIstiodValues(props, proxy));
  }

  /** The names of the providers that a mesh-wide Telemetry switches the access log on with. */
  public get accessLogProviders(): string[] {
    return this.accessLogs.map(({ provider }) => provider);
  }

  /** The names that an AuthorizationPolicy with action CUSTOM may use. */
  public get extAuthzProviders(): string[] {
    return this.extAuthz.map(({ extensionProvider }) => extensionProvider.name);
  }

  /**
   * The host of the server behind such a name.
   * @internal
   */
  public _extAuthzHost(name: string): string | undefined {
    return this.extAuthz.find(({ extensionProvider }) => extensionProvider.name === name)?.extensionProvider.service;
  }

  /**
   * The hosts that proxies send to for tracing, access logs and external authorization.
   * @internal
   */
  public get _providerServices(): string[] {
    return this.extensionProviders.map(({ service }) => service);
  }

  /** The namespaces that istiod looks at, without the root namespace; empty for every one. */
  public get discoverySelectors(): NamespaceSelector[] {
    return [...this.selectors];
  }

  /** The IstioOperator that `istioctl install -f` reads. The cluster has no such kind. */
  public toIstioOperator(): any {
    return structuredClone(withoutAbsent({
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      metadata: { namespace: this.rootNamespace },
      spec: {
        profile: this.isAmbient ? 'ambient' : 'minimal',
        revision: this.revision,
        meshConfig: ifAny(this.meshConfig),
        values: ifAny({ ...this.istiodValues, ztunnel: this.isAmbient ? this.namespaceValue : undefined }),
      },
    }));
  }

  /** The values of each Helm chart, by its name: `base`, `istiod`, and in ambient mode `cni` and `ztunnel`. */
  public toHelmValues(): { [chart: string]: any } {
    const { revision } = this;
    const profile = this.isAmbient ? 'ambient' : undefined;
    const global = this.namespaceValue;
    const ambientCharts = {
      cni: { profile, revision },
      ztunnel: { revision, ...this.namespaceValue },
    };
    return structuredClone(withoutAbsent({
      base: { defaultRevision: revision, global },
      istiod: { profile, revision, ...this.istiodValues, meshConfig: ifAny(this.meshConfig) },
      ...(this.isAmbient ? ambientCharts : {}),
    }));
  }

  /**
   * Writes `istio-operator.yaml` and `helm/<chart>-values.yaml` and returns their paths. Files of a former data plane
   * are removed.
   * @param directory a folder of its own, since nothing in it is to be applied; made where it is missing
   */
  public writeTo(directory: string): string[] {
    return writeInstallFiles(this.site.at('writeTo'), directory, {
      operator: this.toIstioOperator(),
      helmValues: this.toHelmValues(),
      istioVersion: this.istioVersion,
      namespace: this.rootNamespace,
      revision: this.revision,
    });
  }

  /**
   * What a sidecar gets that says nothing itself.
   * @internal
   */
  public get _sidecarResources(): CompleteResources {
    return this.sidecarResources;
  }

  private get isAmbient(): boolean {
    return this.dataPlane === DataPlane.AMBIENT;
  }

  private get target(): Target {
    return { istio: this.istioVersion, gatewayApi: GatewayApi.DEFAULT, dataPlane: this.dataPlane };
  }

  /** The namespace, where a chart has to be told. */
  private get namespaceValue(): PlainObject | undefined {
    return this.rootNamespace === DEFAULT_NAMESPACE ? undefined : { istioNamespace: this.rootNamespace };
  }

  private checkDataPlane({ nativeSidecars, outboundTraffic }: MeshInstallProps, proxy: ProxyDefaults): void {
    const hold = this.site.at('proxy', 'holdApplicationUntilProxyStarts');
    if (nativeSidecars !== undefined) {
      requireCapability(this.target, 'sidecarInjection', this.site.at('nativeSidecars'));
    }
    if (proxy.holdApplicationUntilProxyStarts !== undefined) {
      requireCapability(this.target, 'sidecarInjection', hold);
    }
    if (outboundTraffic === OutboundTraffic.REGISTRY_ONLY) {
      requireCapability(this.target, 'registryOnly', this.site.at('outboundTraffic'));
    }
    hold.check(!(nativeSidecars && proxy.holdApplicationUntilProxyStarts), {
      problem: 'does nothing for native sidecars, which are ready before the containers start',
      got: true,
      fix: 'leave out one of the two',
    });
  }

  /** Istio looks names up without regard to case (Telemetries.fetchProvider). */
  private checkNames(tracing: TracingConfig | undefined): void {
    const taken = new Map<string, string>();
    const entries: [prop: Site, name: string][] = [
      ...(tracing ? [[this.site.at('tracing', 'name'), tracing.extensionProvider.name] as [Site, string]] : []),
      ...this.accessLogs.map(({ provider }, i): [Site, string] => [this.site.at('accessLogs', i), provider]),
      ...this.extAuthzProviders.map((name, i): [Site, string] => [this.site.at('extAuthz', i, 'name'), name]),
    ];
    for (const [site, name] of entries) {
      const other = taken.get(name.toLowerCase());
      site.check(other === undefined, {
        problem: `must not repeat a provider's name, and ${other} has it already`,
        got: name,
        fix: name === 'envoy' ? 'one log to the standard output is enough' : 'name each provider differently',
      });
      taken.set(name.toLowerCase(), site.prop);
    }
  }

  private renderMeshConfig(props: MeshInstallProps, proxy: ProxyDefaults): PlainObject {
    return {
      trustDomain: props.trustDomain,
      ...Object.assign({}, ...this.accessLogs.map(({ meshConfig }) => meshConfig)),
      extensionProviders: ifFilled(this.extensionProviders.map(({ name, kind }) => ({ name, ...kind }))),
      defaultProviders: this.renderDefaultProviders(),
      defaultConfig: ifAny(proxyConfig(this.site.at('proxy'), proxy, this.target)),
      defaultHttpRetryPolicy: props.retries?._bind(this.site.at('retries')),
      outboundTrafficPolicy: props.outboundTraffic && { mode: props.outboundTraffic },
      discoverySelectors: ifFilled(withRootNamespace(this.selectors, this.rootNamespace)),
    };
  }

  /** The chart names prometheus only where no defaultProviders are given (template default-prometheus): without it all metrics would stop. */
  private renderDefaultProviders(): PlainObject | undefined {
    const own = ifAny({
      tracing: this.tracingProvider === undefined ? undefined : [this.tracingProvider],
      accessLogging: ifFilled(this.accessLogProviders),
    });
    return own && { metrics: ['prometheus'], ...own };
  }

  private renderIstiodValues(props: MeshInstallProps, proxy: ProxyDefaults): PlainObject {
    const env = {
      ENABLE_GATEWAY_API_INFERENCE_EXTENSION: this.inferenceExtension ? 'true' : undefined,
      ENABLE_NATIVE_SIDECARS: props.nativeSidecars?.toString(),
      // The chart takes a traceSampling of 0 for none given.
      PILOT_TRACE_SAMPLING: this.samplingPercentage === 0 ? '0' : undefined,
    };
    return {
      global: ifAny({
        ...this.namespaceValue,
        ...proxyValues(this.site.at('proxy'), proxy),
      }),
      pilot: ifAny({ env: ifAny(env), traceSampling: this.samplingPercentage }),
    };
  }
}

const DEFAULT_NAMESPACE = 'istio-system';
