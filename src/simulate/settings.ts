import type { TrustDomains } from './authorize/trust-domains';
import type { ConnectionSettings } from './compile/connection-settings';
import type { RuleRetry } from './compile/rule';
import type { DistanceSettings } from './compile/traffic-policy';
import { type PathNormalization, pathNormalization } from './path-normalization';
import type { GatewayTopology } from './tables';
import { IstioVersion } from '../core/versions/istio-version';

/** What holds for the whole mesh (MeshConfig). */
export interface MeshSettings {
  readonly istio: IstioVersion;
  readonly trustDomains: TrustDomains;
  /** Where sidecars send what is for a host that they do not know (`outboundTrafficPolicy`): as it is addressed, or nowhere. */
  readonly outbound: OutboundPolicy;
  /** What stands before gateways that say nothing of it themselves (`defaultConfig.gatewayTopology`). */
  readonly topology: GatewayTopology;
  /** Whether sidecars and gateways speak mutual TLS to sidecars where no DestinationRule says what they speak (`enableAutoMtls`). */
  readonly autoMtls: boolean;
  /** Whether ports of HTTP are called by HTTP/2 where no DestinationRule says it (`h2UpgradePolicy`). */
  readonly upgradesHttp: boolean;
  /** How pods are preferred by where they run, where no DestinationRule says it (`localityLbSetting`, `zoneAwareLbSetting`). */
  readonly distance: DistanceSettings;
  /** How proxies treat connections that say nothing of it themselves (`defaultConfig.connectionSettings`). */
  readonly connections: ConnectionSettings;
  /** What proxies make of paths (`pathNormalization`). */
  readonly paths: PathNormalization;
  /** What is tried again where no route says it (`defaultHttpRetryPolicy`); undefined: what istiod has built in. */
  readonly retries?: RuleRetry;
  /** What is not followed that may change answers, by its place in the MeshConfig. */
  readonly unfollowed: Readonly<Record<string, unknown>>;
  /** Servers of keys that do not answer, `host:port`: nobody offline knows which do, and they are taken to answer. */
  readonly silentKeyServers: readonly string[];
  /** The authorization servers that policies with the action CUSTOM name. */
  readonly authorizers: readonly AuthorizerSettings[];
}

export type OutboundPolicy = 'ALLOW_ANY' | 'REGISTRY_ONLY';

/** An extension provider `envoyExtAuthzHttp` or `envoyExtAuthzGrpc`. */
export interface AuthorizerSettings {
  readonly name: string;
  readonly protocol: 'http' | 'grpc';
  /** The host of its Service. */
  readonly service: string;
  readonly port: number;
  /** In milliseconds. */
  readonly timeout: number;
  /** Whether requests pass when it does not answer. */
  readonly failsOpen: boolean;
  /** What callers get when it does not answer. */
  readonly statusOnError: number;
}

/** A mesh as Istio installs it. */
export const DEFAULT_SETTINGS: MeshSettings = {
  istio: IstioVersion.DEFAULT,
  trustDomains: { own: 'cluster.local', aliases: [] },
  outbound: 'ALLOW_ANY',
  topology: { numTrustedProxies: 0, takesProxyProtocol: false },
  autoMtls: true,
  upgradesHttp: false,
  distance: {},
  connections: {},
  paths: pathNormalization(),
  unfollowed: {},
  silentKeyServers: [],
  authorizers: [],
};
