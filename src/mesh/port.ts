import { checkLabel } from '../core/names';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';

/** What is spoken on a port (`appProtocol` of the Service port). */
export enum PortProtocol {
  /** HTTP/1.1 */
  HTTP = 'http',
  /** HTTP/2 without TLS; the server must take it, since Envoy then speaks nothing else. */
  H2C = 'h2c',
  /** gRPC, which is HTTP/2 without TLS. */
  GRPC = 'grpc',
  /** Anything else: only connections are counted and encrypted, no path or method is seen. */
  TCP = 'tcp',
}

/** A port of a workload's Service. */
export interface WorkloadPort {
  /** The port of the Service, 1 to 65535. */
  readonly port: number;
  /**
   * The port of the pod.
   * @default - the same as `port`
   */
  readonly targetPort?: number;
  /**
   * The name of the Service port, 15 characters at most.
   * @default - protocol and port: `http-8080`
   */
  readonly name?: string;
  /**
   * What is spoken on it.
   * @default PortProtocol.HTTP
   */
  readonly protocol?: PortProtocol;
}

/** A port with nothing left open. */
export interface ResolvedPort {
  readonly port: number;
  readonly targetPort: number;
  readonly name: string;
  readonly protocol: PortProtocol;
}

/**
 * Protocol to `appProtocol`, in Istio's own words: `istioctl validate` complains of Gateway API's `kubernetes.io/h2c`,
 * which means the same to istiod (pkg/config/kube/conversion.go).
 */
const APP_PROTOCOLS: { readonly [protocol in PortProtocol]: string } = {
  [PortProtocol.HTTP]: 'http',
  [PortProtocol.H2C]: 'http2',
  [PortProtocol.GRPC]: 'grpc',
  [PortProtocol.TCP]: 'tcp',
};

const HTTP2: readonly PortProtocol[] = [PortProtocol.H2C, PortProtocol.GRPC];

const MAX_NAME = 15;

export function resolvePort(site: Site, port: WorkloadPort, protocol: PortProtocol): ResolvedPort {
  checkPort(site.at('port'), port.port);
  const targetPort = port.targetPort === undefined ? port.port : checkPort(site.at('targetPort'), port.targetPort);
  const resolved = port.protocol ?? protocol;
  const name = port.name ?? `${resolved}-${port.port}`;
  checkLabel(site.at('name'), name);
  site.at('name').check(name.length <= MAX_NAME, { problem: `must have ${MAX_NAME} characters at most`, got: name, fix: 'shorten it' });
  return { port: port.port, targetPort, name, protocol: resolved };
}

export function speaksHttp2(protocol: PortProtocol): boolean {
  return HTTP2.includes(protocol);
}

/** As it stands in a Service. */
export function renderPort({ name, port, targetPort, protocol }: ResolvedPort) {
  return { name, port, targetPort, protocol: 'TCP', appProtocol: APP_PROTOCOLS[protocol] };
}
