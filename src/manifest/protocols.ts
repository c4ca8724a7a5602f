import type { ServicePort } from './shapes';

/** What a proxy speaks to a port. `unknown` is looked at when it comes, and then taken for HTTP/1.1 or TCP. */
export type Protocol = 'http' | 'http2' | 'tcp' | 'udp' | 'unknown';

/** What Kubernetes itself defines for `appProtocol`, which no name of a port can be. */
const APP_PROTOCOLS: Readonly<Record<string, Protocol>> = { 'kubernetes.io/h2c': 'http2', 'kubernetes.io/ws': 'http', 'kubernetes.io/wss': 'tcp' };

/** istio.io/istio pkg/config/protocol/instance.go `Parse`: case does not count. What is encrypted is TCP to a proxy. */
const PREFIXES: Readonly<Record<string, Protocol>> = {
  http: 'http', http_proxy: 'http', http2: 'http2', grpc: 'http2', https: 'tcp', tls: 'tcp', tcp: 'tcp', hbone: 'tcp', mongo: 'tcp', mysql: 'tcp', redis: 'tcp', udp: 'udp',
};

/** Ports on which the server speaks first, so that nothing can be looked at. */
const SERVER_FIRST = [25, 53, 3306, 27017];

/** istio.io/istio pkg/config/kube/conversion.go `ConvertProtocol`: `appProtocol`, or else the name up to its first hyphen. */
export function protocolOf({ name = '', port, protocol, appProtocol }: ServicePort): Protocol {
  if (protocol === 'UDP') {
    return 'udp';
  }
  const word = (appProtocol ?? name).toLowerCase();
  const known = (appProtocol === undefined ? undefined : APP_PROTOCOLS[appProtocol]) ?? (word.startsWith('grpc-web') ? 'http' : PREFIXES[word.split('-')[0]]);
  return known ?? (SERVER_FIRST.includes(port) ? 'tcp' : 'unknown');
}
