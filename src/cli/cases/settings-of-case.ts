import type { NamedCase } from './case';
import { readProfile, type WrittenAuthorizer, type WrittenProvider } from './profile';
import { parseDuration } from '../../manifest/duration';
import { gatewayTopology } from '../../simulate/compile/gateway';
import { type AuthorizerSettings, DEFAULT_SETTINGS, type MeshSettings } from '../../simulate/settings';

/** How long a server may take that is not told otherwise, in milliseconds (MeshConfig `timeout`). */
const USUAL_TIMEOUT = 600_000;
const FORBIDDEN = 403;

/** The issuer that the box plays is at port 80 and, by TLS, at 443 only. */
const SILENT = 'identity.example.com:81';

/** What the profile of a case says of the mesh. */
export function settingsOfCase({ case: { when }, folder }: NamedCase): MeshSettings {
  const { meshConfig = {} } = readProfile(folder, when);
  const { outboundTrafficPolicy, defaultConfig, trustDomain, trustDomainAliases, extensionProviders = [] } = meshConfig;
  return {
    istio: DEFAULT_SETTINGS.istio,
    trustDomains: { own: trustDomain ?? DEFAULT_SETTINGS.trustDomains.own, aliases: trustDomainAliases ?? [] },
    outbound: outboundTrafficPolicy?.mode ?? DEFAULT_SETTINGS.outbound,
    topology: gatewayTopology(defaultConfig?.gatewayTopology ?? {}),
    silentKeyServers: [SILENT],
    authorizers: extensionProviders.flatMap(authorizersOf),
  };
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
