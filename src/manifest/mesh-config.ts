import { embeddedYaml } from './embedded';
import { kind } from './kind';
import { CONFIG_MAP } from './kinds';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import { isObject } from './schema/defaults';

/** Install settings for istioctl: never applied, but they say what the mesh is like. */
export const ISTIO_OPERATOR = kind<{ readonly meshConfig?: unknown }>('install.istio.io', 'IstioOperator');

/** The ConfigMaps that istiod reads: `istio`, and `istio-<revision>`. */
const NAME = /^istio(-[a-z0-9-]+)?$/;

/** Istio brings these itself (istio.io/istio pkg/config/mesh/mesh.go `DefaultMeshConfig`). */
const BUILT_IN = ['prometheus', 'stackdriver', 'envoy'];

/** An authorization server that policies with the action CUSTOM may name. */
export interface Authorizer {
  readonly protocol: 'http' | 'grpc';
  /** The host of its Service. */
  readonly host: string;
  readonly port: number;
  /** Whether the path of a question begins with more than that of the request. */
  readonly hasPathPrefix: boolean;
}

const AUTHORIZERS = { envoyExtAuthzHttp: 'http', envoyExtAuthzGrpc: 'grpc' } as const;

/** What the input says of the settings of the mesh. */
export class MeshConfig {
  private known: readonly Record<string, unknown>[] | undefined;

  constructor(private readonly objects: Objects, private readonly rootNamespace: string) {}

  /** The names that Telemetry may give, or undefined where the settings of the mesh are not among the objects. */
  public providers(): readonly string[] | undefined {
    return this.all().length === 0 ? undefined : [...BUILT_IN, ...this.ownProviders().map(({ name }) => String(name))];
  }

  /** The names of the providers of a type: `lightstep`. */
  public providersOf(type: string): readonly string[] {
    return this.ownProviders().filter((provider) => provider[type] !== undefined).map(({ name }) => String(name));
  }

  /** The provider of that name, if it is an authorization server. */
  public authorizer(name: string): Authorizer | undefined {
    const provider = this.ownProviders().find((each) => each.name === name) ?? {};
    const [type, protocol] = Object.entries(AUTHORIZERS).find(([key]) => isObject(provider[key])) ?? [];
    const { service, port, pathPrefix = '' } = (type === undefined ? {} : provider[type]) as Readonly<Record<string, unknown>>;
    return protocol && {
      protocol,
      host: String(service).replace(/^[^/]*\//, ''),
      port: Number(port),
      hasPathPrefix: pathPrefix !== '',
    };
  }

  /** Whether proxies trace without being told by a Telemetry. */
  public tracesByDefault(): boolean {
    return this.all().some(({ defaultProviders }) => isObject(defaultProviders)
      && Array.isArray(defaultProviders.tracing) && defaultProviders.tracing.length > 0);
  }

  /** Whether an access log without provider goes somewhere, or undefined where the settings of the mesh are not among the objects. */
  public logsByDefault(): boolean | undefined {
    const configs = this.all();
    return configs.length === 0 ? undefined : configs.some(({ defaultProviders }) => isObject(defaultProviders)
      && Array.isArray(defaultProviders.accessLogging) && defaultProviders.accessLogging.length > 0);
  }

  /** The trust domains whose identities are taken, the own one first. */
  public trustDomains(): readonly string[] | undefined {
    const configs = this.all();
    return configs.length === 0 ? undefined : configs.flatMap(({ trustDomain = 'cluster.local', trustDomainAliases = [] }) => (
      [String(trustDomain), ...(Array.isArray(trustDomainAliases) ? trustDomainAliases.map(String) : [])]));
  }

  /** Whom objects are exported to that do not say it; empty: everybody. Services are ServiceEntries, too. */
  public usualExports(of: 'Service' | 'VirtualService' | 'DestinationRule'): readonly string[] {
    const found = this.all().map((config) => config[`default${of}ExportTo`]).find((each) => Array.isArray(each));
    return found?.map(String) ?? [];
  }

  /** Whom an object of one of these kinds is exported to that does not say it. */
  public usualExportsOf({ kind: name }: ManifestObject): readonly string[] {
    return this.usualExports(name === 'VirtualService' || name === 'DestinationRule' ? name : 'Service');
  }

  /** All that is said; of several MeshConfigs that say the same setting the first counts. */
  public settings(): Readonly<Record<string, unknown>> {
    return Object.assign({}, ...[...this.all()].reverse());
  }

  private ownProviders(): readonly Record<string, unknown>[] {
    return this.all().flatMap(({ extensionProviders }) => (Array.isArray(extensionProviders) ? extensionProviders : [])).filter(isObject);
  }

  private all(): readonly Record<string, unknown>[] {
    this.known ??= [
      ...this.objects.in(CONFIG_MAP, this.rootNamespace).filter(({ name }) => NAME.test(name)).map(meshOf),
      ...this.objects.all(ISTIO_OPERATOR).map(({ spec }) => spec.meshConfig ?? {}),
    ].filter(isObject);
    return this.known;
  }
}

function meshOf({ manifest }: ManifestObject): unknown {
  const { mesh } = (manifest.data ?? {}) as { readonly mesh?: string };
  return embeddedYaml(mesh);
}
