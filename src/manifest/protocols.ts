import type { ServicePort } from './shapes';

/** What a proxy speaks to a port. `unknown` is looked at when it comes, and then taken for HTTP/1.1 or TCP. */
export type Protocol = 'http' | 'http2' | 'tcp' | 'udp' | 'unknown';

/** What Kubernetes itself defines for `appProtocol`, which no name of a port can be. */
const APP_PROTOCOLS: Readonly<Record<string, string>> = { 'kubernetes.io/h2c': 'http2', 'kubernetes.io/ws': 'http', 'kubernetes.io/wss': 'https' };

/** The only word with a hyphen. */
const GRPC_WEB = 'grpc-web';

/** istio.io/istio pkg/config/protocol/instance.go `Parse`: case does not count. What is encrypted is TCP to a proxy. */
const WORDS: Readonly<Record<string, Protocol>> = {
  http: 'http', http_proxy: 'http', http2: 'http2', grpc: 'http2', [GRPC_WEB]: 'http2', https: 'tcp', tls: 'tcp', tcp: 'tcp', mongo: 'tcp', mysql: 'tcp', redis: 'tcp', udp: 'udp',
};

/** Ports on which the server speaks first, so that nothing can be looked at. */
const SERVER_FIRST = [25, 53, 3306, 27017];

export function protocolOf(port: ServicePort): Protocol {
  return protocolNamed(wordOf(port));
}

/** What a whole word says, as a ServiceEntry or a Sidecar writes it. */
export function protocolNamed(word = ''): Protocol {
  return WORDS[word.toLowerCase()] ?? 'unknown';
}

/**
 * The word that says what a port speaks, or one that says nothing: `appProtocol`, or else the name up to its first hyphen
 * (istio.io/istio pkg/config/kube/conversion.go `ConvertProtocol`).
 */
export function wordOf({ name = '', port, protocol, appProtocol }: ServicePort): string {
  if (protocol === 'UDP') {
    return 'udp';
  }
  const written = (appProtocol ?? name).toLowerCase();
  const word = (appProtocol === undefined ? undefined : APP_PROTOCOLS[appProtocol]) ?? (written.startsWith(GRPC_WEB) ? GRPC_WEB : written.split('-')[0]);
  return !(word in WORDS) && SERVER_FIRST.includes(port) ? 'tcp' : word;
}
