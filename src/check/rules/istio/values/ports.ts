import { isDnsLabel } from './names';

const MAX_PORT = 65535;

const HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS = ['https', 'tls'];
const TCP = ['tcp', 'mongo', 'redis', 'mysql', ...TLS];
const KNOWN = [...HTTP, ...TCP, 'udp'];

export function portProblem(port: number): string | undefined {
  return port >= 1 && port <= MAX_PORT ? undefined : `${port} is no port number`;
}

export function portNameProblem(name: string): string | undefined {
  return isDnsLabel(name) ? undefined : `${JSON.stringify(name)} is no name of a port: it has to be a DNS label`;
}

export function isKnownProtocol(protocol = ''): boolean {
  return KNOWN.includes(protocol.toLowerCase());
}

/** What is wrong with a protocol where none is allowed too. */
export function protocolProblem(protocol = ''): string | undefined {
  return protocol === '' || isKnownProtocol(protocol) ? undefined : `Istio knows no protocol ${protocol}`;
}

export function isHttp(protocol = ''): boolean {
  return HTTP.includes(protocol.toLowerCase());
}

export function isTls(protocol = ''): boolean {
  return TLS.includes(protocol.toLowerCase());
}

export function isTcp(protocol = ''): boolean {
  return TCP.includes(protocol.toLowerCase());
}
