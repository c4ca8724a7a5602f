import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { GATEWAY, SERVICE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { ManifestObject } from '../../manifest/manifest-object';
import { gatewayDeployment } from '../../manifest/pods';
import type { ServicePort, ServiceSpec } from '../../manifest/shapes';

/** Where Envoy tells whether it is ready. */
export const STATUS_PORT = 15021;

/** A Service that istiod makes of a Gateway. */
export interface GatewayService {
  readonly gateway: ManifestObject<GatewaySpec>;
  readonly service: ManifestObject<ServiceSpec>;
}

/** The Services of the Gateways whose pods istiod makes, but for those that are among the objects (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go). */
export function gatewayServices(index: ManifestIndex): readonly GatewayService[] {
  const made = index.pods.all().map(({ owner }) => owner).filter((owner) => owner.is(GATEWAY)) as ManifestObject<GatewaySpec>[];
  return made.filter(({ spec }) => !spec.gatewayClassName.includes('waypoint'))
    .map((gateway) => ({ gateway, service: serviceOf(index, gateway) }))
    .filter(({ service: { namespace, name } }) => !index.exists(SERVICE, namespace, name));
}

function serviceOf(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>): ManifestObject<ServiceSpec> {
  const { namespace, name, spec: { infrastructure = {} }, origin } = gateway;
  const { labels, annotations } = infrastructure;
  return new ManifestObject<ServiceSpec>({
    apiVersion: 'v1',
    kind: SERVICE.kind,
    metadata: { namespace, name: gatewayDeployment(gateway), labels, annotations },
    spec: { selector: { 'gateway.networking.k8s.io/gateway-name': name }, ports: portsOf(index, gateway) },
  }, origin, true);
}

/** One for each number, after the first listener that has it (`extractServicePorts`). */
function portsOf(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>): readonly ServicePort[] {
  const listeners = index.listeners.all().filter((listener) => listener.gateway === gateway);
  const protocols = new Map(listeners.reverse().map(({ spec: { port, protocol } }) => [port, protocol]));
  return [...protocols, [STATUS_PORT, 'TCP'] as const]
    .map(([port, protocol]) => ({ name: `port-${port}`, port, protocol: 'TCP', appProtocol: protocol.toLowerCase() }));
}
