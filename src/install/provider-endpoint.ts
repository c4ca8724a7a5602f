import type { PlainObject } from './plain-data';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';

/** The server that a proxy talks to for a provider. */
export interface ProviderEndpoint {
  /** What Telemetry and AuthorizationPolicy objects call it: `extensionProviders[].name`. */
  readonly name: string;
  /**
   * The full host name of a Service or ServiceEntry, `otel-collector.observability.svc.cluster.local`, with
   * `<namespace>/` in front where several ServiceEntries claim it. Short names find nothing, without a word.
   */
  readonly service: string;
  /** The port of that Service: `port`. */
  readonly port: number;
}

/** One entry of `meshConfig.extensionProviders`. */
export interface ExtensionProvider {
  readonly name: string;
  /** The host that proxies send to, with `<namespace>/` in front where it was named so. */
  readonly service: string;
  /** Its only other key: the kind of provider and what it is told. */
  readonly kind: PlainObject;
}

/** Providers that istiod brings along (pkg/config/mesh/mesh.go, DefaultMeshConfig); an entry of that name would replace one. */
const BUILT_IN = ['prometheus', 'stackdriver', 'envoy'];

const NAME = /^[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/;
const SERVICE = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Checks what istiod only logs (validateExtensionProvider) or finds out when it looks the host up. */
export function checkEndpoint(site: Site, { name, service, port }: ProviderEndpoint): { service: string; port: number } {
  site.at('name').check(NAME.test(name), {
    problem: 'must be a name: letters, digits, - _ . and 63 characters at most',
    got: name,
    fix: "write for example 'otel-tracing'",
  });
  site.at('name').check(!BUILT_IN.includes(name.toLowerCase()), {
    problem: `must not be a provider that Istio brings along (${BUILT_IN.join(', ')})`,
    got: name,
    fix: 'choose another name',
  });
  site.at('service').check(SERVICE.test(service) && !service.endsWith('.svc'), {
    problem: 'must be the full host name of a Service or ServiceEntry, since proxies find no other',
    got: service,
    fix: "write for example 'otel-collector.observability.svc.cluster.local'",
  });
  return { service, port: checkPort(site.at('port'), port) };
}
