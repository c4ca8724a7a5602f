import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import { hostProblem } from '../values/names';

/** `outbound_.80_._.model.ml-serving.svc`: the name that a client's proxy sends where a gateway passes TLS through by it. */
const OUTBOUND = /^outbound_([^_]*)_[^_]*_([^_]*)/;

export { hostProblem as meshHostProblem };

/** At a gateway that reads server names, those of other proxies count too. */
export function gatewayHostProblem(host: string, isSni: boolean): string | undefined {
  if (!isSni || !host.startsWith('outbound_') || Buffer.byteLength(host) > 255) {
    return hostProblem(host);
  }
  const [, port = '', name = ''] = OUTBOUND.exec(host) ?? [];
  return /\d/.test(port) && /[a-zA-Z]/.test(name) ? undefined : `${JSON.stringify(host)} is not of the form outbound_.<port>_._.<host>`;
}

export function hasSniHosts({ tls = [] }: VirtualServiceSpec): boolean {
  return tls.some(({ match = [] }) => match.some(({ sniHosts = [] }) => sniHosts.length > 0));
}
