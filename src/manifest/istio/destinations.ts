import type { VirtualServiceSpec } from '../../../imports/networking.istio.io';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';

/** A host that a VirtualService sends requests, connections or copies to. */
export interface NamedDestination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
  readonly at: Location;
}

interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number?: number };
}

/** Every destination, mirrors included. */
export function destinationsOf(service: ManifestObject<VirtualServiceSpec>): NamedDestination[] {
  const { http = [], tls = [], tcp = [] } = service.spec;
  const named = (destination: Destination | undefined, at: Location): NamedDestination[] => (
    destination === undefined ? [] : [{ host: destination.host, subset: destination.subset, port: destination.port?.number, at }]);
  return [
    ...httpDestinationsOf(service),
    ...http.flatMap(({ mirror, mirrors = [] }, i) => [
      ...named(mirror, service.at('spec', 'http', i, 'mirror')),
      ...mirrors.flatMap(({ destination }, j) => named(destination, service.at('spec', 'http', i, 'mirrors', j, 'destination'))),
    ]),
    ...([['tls', tls], ['tcp', tcp]] as const).flatMap(([field, routes]) => routes.flatMap(({ route = [] }, i) => (
      route.flatMap(({ destination }, j) => named(destination, service.at('spec', field, i, 'route', j, 'destination')))))),
  ];
}

/** The destinations of its HTTP routes, without mirrors. */
export function httpDestinationsOf(service: ManifestObject<VirtualServiceSpec>): NamedDestination[] {
  return (service.spec.http ?? []).flatMap(({ route = [] }, i) => route.map(({ destination: { host, subset, port } }, j) => (
    { host, subset, port: port?.number, at: service.at('spec', 'http', i, 'route', j, 'destination') })));
}
