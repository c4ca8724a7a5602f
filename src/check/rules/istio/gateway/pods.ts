import { GATEWAY_EXAMPLE } from './gateway-example';
import { gatewayPods } from '../../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { PodSet } from '../../../../manifest/pods';
import { altered, rule } from '../../../rule';
import { analyzer } from '../analyzed';

export const gatewayWithoutPods = rule({
  code: 'MLM0948',
  name: 'gateway-without-pods',
  severity: 'error',
  title: 'A Gateway of Istio configures no pods',
  kinds: [ISTIO_GATEWAY],
  message: 'no pods have the labels {labels}',
  why: 'Nobody listens on its ports, and no VirtualService that names it is served. It has no status that says so.',
  fix: 'write the labels of the pods of a gateway, in whatever namespace they are',
  sameAs: ['IST0101', 'KIA0302'],
  isAbsence: true,
  evidence: analyzer('gateway/gateway.go'),
  bad: altered(GATEWAY_EXAMPLE, ['  selector:\n    istio: ingress\n  servers', '  selector: # <- MLM0948\n    istio: ingressgateway\n  servers']),
  good: GATEWAY_EXAMPLE,
  * check(gateway, { index }) {
    const selector = Object.entries(gateway.spec.selector ?? {});
    if (selector.length > 0 && gatewayPods(gateway, index).length === 0) {
      yield { at: gateway.at('spec', 'selector'), data: { labels: selector.map(([key, value]) => `${key}=${value}`).join(', ') } };
    }
  },
});

export const gatewayPortNotServed = rule({
  code: 'MLM0949',
  name: 'gateway-port-not-served',
  severity: 'warning',
  title: 'A Gateway of Istio listens on a port that no Service of its pods has',
  kinds: [ISTIO_GATEWAY],
  message: 'no Service sends to port {port} of {pods}',
  why: 'The proxy listens, and nobody outside of the pods reaches the port: the load balancer of the Service does not know it.',
  fix: 'add the port to the Service of the gateway; the number of a server is a port or a targetPort of it',
  sameAs: ['IST0162'],
  isAbsence: true,
  evidence: analyzer('gateway/gateway.go'),
  bad: altered(GATEWAY_EXAMPLE, ['number: 443', 'number: 9443 # <- MLM0949']),
  good: GATEWAY_EXAMPLE,
  * check(gateway, { index }) {
    const pods = gatewayPods(gateway, index);
    const served = new Set(pods.flatMap((each) => portsOf(each, index)));
    for (const [i, { port }] of pods.length === 0 ? [] : (gateway.spec.servers ?? []).entries()) {
      if (port?.number !== undefined && !served.has(port.number)) {
        yield { at: gateway.at('spec', 'servers', i, 'port', 'number'), data: { port: port.number, pods: pods[0].owner.id } };
      }
    }
  },
});

/** What Services send to: by port, and by the port of the pods where it has a number. */
function portsOf(pods: PodSet, index: ManifestIndex): number[] {
  const ports = index.servicesOf(pods).flatMap((service) => service.spec.ports ?? []).filter(({ protocol }) => protocol === 'TCP');
  return ports.flatMap(({ port, targetPort = port }) => [port, Number(targetPort)]);
}
