import type { ConnectionSettings } from './compile/connection-settings';
import { gatewayTopology } from './compile/gateway';
import { retryOf } from './compile/istio/actions';
import type { DistanceSettings } from './compile/traffic-policy';
import { type NormalizationMode, pathNormalization } from './path-normalization';
import { type AuthorizerSettings, DEFAULT_SETTINGS, type MeshSettings } from './settings';
import { unfollowedIn } from './unfollowed';
import type { VirtualServiceRetries } from '../../imports/networking.istio.io';
import type { IstioVersion } from '../core/versions/istio-version';
import { parseDuration } from '../manifest/duration';
import type { ManifestIndex } from '../manifest/manifest-index';

/** What is read of a MeshConfig. */
interface WrittenMeshConfig {
  readonly outboundTrafficPolicy?: { readonly mode?: MeshSettings['outbound'] };
  readonly defaultConfig?: { readonly gatewayTopology?: Readonly<Record<string, unknown>>; readonly connectionSettings?: ConnectionSettings };
  readonly enableAutoMtls?: boolean;
  readonly h2UpgradePolicy?: 'UPGRADE' | 'DO_NOT_UPGRADE';
  readonly localityLbSetting?: DistanceSettings['localityLbSetting'];
  readonly zoneAwareLbSetting?: DistanceSettings['zoneAwareLbSetting'];
  readonly pathNormalization?: { readonly normalization?: NormalizationMode };
  readonly defaultHttpRetryPolicy?: VirtualServiceRetries;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  readonly extensionProviders?: readonly WrittenProvider[];
}

interface WrittenProvider {
  readonly name: string;
  readonly envoyExtAuthzHttp?: WrittenAuthorizer;
  readonly envoyExtAuthzGrpc?: WrittenAuthorizer;
}

interface WrittenAuthorizer {
  readonly service: string;
  readonly port: number;
  readonly timeout?: string;
  readonly failOpen?: boolean;
  readonly statusOnError?: string;
}

/** How long a server may take that is not told otherwise, in milliseconds (MeshConfig `timeout`). */
const USUAL_TIMEOUT = 600_000;
const FORBIDDEN = 403;

/** What the objects say of their mesh: an IstioOperator, or the ConfigMap that istiod reads. */
export function settingsOf(index: ManifestIndex, istio: IstioVersion): MeshSettings {
  return meshSettings(index.meshConfig.settings(), istio);
}

/** What a MeshConfig says; what it leaves out is as Istio installs it. */
export function meshSettings(config: WrittenMeshConfig, istio: IstioVersion): MeshSettings {
  const { outboundTrafficPolicy, defaultConfig, defaultHttpRetryPolicy, trustDomain, trustDomainAliases, extensionProviders = [] } = config;
  return {
    ...DEFAULT_SETTINGS,
    istio,
    trustDomains: { own: trustDomain ?? DEFAULT_SETTINGS.trustDomains.own, aliases: trustDomainAliases ?? [] },
    outbound: outboundTrafficPolicy?.mode ?? DEFAULT_SETTINGS.outbound,
    topology: gatewayTopology(defaultConfig?.gatewayTopology ?? {}),
    autoMtls: config.enableAutoMtls ?? DEFAULT_SETTINGS.autoMtls,
    upgradesHttp: config.h2UpgradePolicy === 'UPGRADE',
    distance: distanceOf(config),
    connections: defaultConfig?.connectionSettings ?? {},
    paths: pathNormalization(config.pathNormalization?.normalization),
    retries: defaultHttpRetryPolicy && retryOf(defaultHttpRetryPolicy),
    unfollowed: unfollowedIn(config),
    authorizers: extensionProviders.flatMap(authorizersOf),
  };
}

/** Without a word of how, Istio goes by localities as it always does. */
function distanceOf({ localityLbSetting = {}, zoneAwareLbSetting }: WrittenMeshConfig): DistanceSettings {
  const { distribute = [], failover = [], failoverPriority = [] } = localityLbSetting;
  return { zoneAwareLbSetting, ...([distribute, failover, failoverPriority].some((each) => each.length > 0) && { localityLbSetting }) };
}

function authorizersOf({ name, envoyExtAuthzHttp, envoyExtAuthzGrpc }: WrittenProvider): readonly AuthorizerSettings[] {
  return [
    ...(envoyExtAuthzHttp === undefined ? [] : [authorizer(name, 'http', envoyExtAuthzHttp)]),
    ...(envoyExtAuthzGrpc === undefined ? [] : [authorizer(name, 'grpc', envoyExtAuthzGrpc)]),
  ];
}

function authorizer(name: string, protocol: AuthorizerSettings['protocol'], written: WrittenAuthorizer): AuthorizerSettings {
  const { service, port, timeout, failOpen = false, statusOnError } = written;
  return {
    name,
    protocol,
    service,
    port,
    timeout: parseDuration(timeout) ?? USUAL_TIMEOUT,
    failsOpen: failOpen,
    statusOnError: statusOnError === undefined ? FORBIDDEN : Number(statusOnError),
  };
}
