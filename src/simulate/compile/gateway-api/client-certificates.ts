import type { GatewayFrontend } from '../../../../imports/gateway.networking.k8s.io';
import type { Listener } from '../../../manifest/gateway-api/listeners';
import type { Reason } from '../../reason';
import type { Origin } from '../../tables';
import { originOf } from '../origin';

/** How a listener says itself what becomes of TLS (pilot/pkg/config/kube/gateway/conversion.go `buildTLS`). */
const TERMINATE_MODE = 'gateway.istio.io/tls-terminate-mode';
const WANTING = ['MUTUAL', 'ISTIO_MUTUAL'];

/** Why nobody from outside finishes a handshake with the listener: it wants a certificate, which no question brings. */
export function wantedOfClients(listener: Listener): Reason | undefined {
  const { gateway, spec: { name, port, tls } } = listener;
  if (tls === undefined || tls.mode === 'Passthrough') {
    return undefined;
  }
  const mode = tls.options?.[TERMINATE_MODE];
  if (mode !== undefined && WANTING.includes(mode)) {
    return certificateWanted(`the listener ${name} of ${listener.owner.id}`, originOf(listener.owner, 'spec', 'listeners', listener.index, 'tls', 'options', TERMINATE_MODE));
  }
  const { caCertificateRefs = [], mode: validation } = frontendValidation(gateway.spec.tls?.frontend, port) ?? {};
  const isWanted = caCertificateRefs.length > 0 && validation !== 'AllowInsecureFallback' && mode !== 'OPTIONAL_MUTUAL' && mode !== 'ISTIO_SIMPLE';
  return isWanted ? certificateWanted(`the listener ${name} of ${listener.owner.id}`, originOf(gateway, 'spec', 'tls', 'frontend')) : undefined;
}

/** In the same words for listeners and for servers of Gateways of Istio. */
export function certificateWanted(who: string, origin: Origin): Reason {
  return { text: `${who} wants a certificate of its clients, and questions come from one without: ask of a listener that does not`, origin };
}

type Frontend = Partial<GatewayFrontend>;

/** What holds for a port goes before what holds for all, even if it says nothing. */
function frontendValidation(frontend: Frontend | undefined, port: number): ValidationOf {
  const own = frontend?.perPort?.find((each) => each.port === port);
  return own === undefined ? frontend?.default?.validation : own.tls.validation;
}

type ValidationOf = NonNullable<Frontend['default']>['validation'] | undefined;
