import type { InferencePoolSpec } from '../../../../imports/inference.networking.k8s.io';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { type Protocol, protocolOf } from '../../../manifest/protocols';

/** What a container or a Service says of a port of a pool's servers. */
interface Declared {
  readonly object: ManifestObject;
  readonly at: Location;
  /** As it is written: a name of a port, or `appProtocol`. */
  readonly word: string;
  readonly protocol: Protocol;
}

/** gRPC of browsers goes over either version, whatever proxies make of the word. */
const GRPC_WEB = /^grpc-web/i;

/** What is said of a port of the pool's servers: by their containers, and by the Services that lead there. */
export function declaredPorts(index: ManifestIndex, { namespace, spec }: ManifestObject<InferencePoolSpec>, number: number): readonly Declared[] {
  return index.pods.matching(namespace, spec.selector.matchLabels ?? {}).flatMap((pods) => [
    ...pods.ports.filter(({ containerPort }) => containerPort === number).map(({ name = '' }) => (
      { object: pods.owner, at: pods.at('spec', 'containers'), word: name, protocol: protocolOf({ name, port: number, protocol: 'TCP' }) })),
    ...index.servicesOf(pods).flatMap((service) => (service.spec.ports ?? []).flatMap((port, i) => (pods.targetOf(port) === number
      ? [{ object: service, at: service.at('spec', 'ports', i), word: port.appProtocol ?? port.name ?? '', protocol: protocolOf(port) }]
      : []))),
  ]).filter(({ word }) => !GRPC_WEB.test(word));
}
