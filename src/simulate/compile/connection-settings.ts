import { embeddedYaml } from '../../manifest/embedded';
import { isObject } from '../../manifest/schema/defaults';
import type { Proxy } from '../tables';

/** What is read of `connectionSettings` of a ProxyConfig. */
export interface ConnectionSettings {
  readonly profile?: string;
  readonly httpStreamIdleTimeout?: string;
  readonly httpMaxStreamDuration?: string;
  readonly httpHeadersWithUnderscoresAction?: string;
  readonly httpMergeSlashes?: boolean;
  readonly httpPathWithEscapedSlashesAction?: string;
}

/** What the profile EDGE says at gateways that they do not say otherwise (pilot/pkg/networking/core/connection_settings.go `applyEdgeProfileDefaults`). */
const EDGE: ConnectionSettings = {
  httpStreamIdleTimeout: '300s',
  httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST',
  httpMergeSlashes: true,
  httpPathWithEscapedSlashesAction: 'UNESCAPE_AND_REDIRECT',
};

/** Those of a proxy: its own, or else those of the mesh. */
export function connectionSettingsOf(proxy: Proxy, ofMesh: ConnectionSettings): ConnectionSettings {
  const own = proxyConfig(proxy).connectionSettings;
  const written = isObject(own) ? own as ConnectionSettings : ofMesh;
  return written.profile === 'EDGE' && proxy.kind === 'gateway' ? { ...EDGE, ...written } : written;
}

/** What the pods of a proxy say of themselves. */
export function proxyConfig({ pods }: Proxy): Readonly<Record<string, unknown>> {
  const config = embeddedYaml(pods?.annotations['proxy.istio.io/config']);
  return isObject(config) ? config : {};
}
