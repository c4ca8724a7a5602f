import { isConverted } from './gateways';
import type { EgressProxy as Destination, VirtualServiceHttp } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { hostProblem, isDnsLabel } from '../values/names';
import { portProblem } from '../values/ports';
import { found, foundIn, refused } from '../verdict';

export const virtualServiceDestination = refused({
  code: 'MLM0908',
  name: 'virtual-service-destination',
  title: 'A destination of a VirtualService is none',
  kinds: [VIRTUAL_SERVICE],
  why: 'A destination is the host of a service, with a subset and a port if wanted; of several, one at least has a weight, and a mirror gets at most all of the requests. The '
    + 'webhook refuses anything else.',
  fix: 'name the host of a service, and give weights that are not all 0',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - route: # <- MLM0908
            - destination:
                host: model-v1
            - destination:
                host: model-v2
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - route:
            - destination:
                host: model-v1
              weight: 90
            - destination:
                host: model-v2
              weight: 10
  `,
  * check(service) {
    const { http = [], tcp = [], tls = [] } = service.spec;
    const isAny = isConverted(service);
    for (const [field, routes] of Object.entries({ http, tcp, tls })) {
      for (const [index, { route }] of routes.entries()) {
        yield* destinationsHits(service.at('spec', field, index, 'route'), route, isAny);
      }
    }
    for (const [index, route] of http.entries()) {
      yield* mirrorHits(service.at('spec', 'http', index), route);
    }
  },
});

function* destinationHits(at: Location, destination: Destination): Iterable<Hit> {
  yield* foundIn(at.at('host'), destination.host ?? '', (name) => (name === '*' ? 'the host * is no destination' : hostProblem(name)));
  yield* subsetAndPortHits(at, destination);
}

/** What a destination says besides the host. */
export function* subsetAndPortHits(at: Location, { port, subset }: Destination): Iterable<Hit> {
  if (subset && !isDnsLabel(subset)) {
    yield found(at.at('subset'), `${JSON.stringify(subset)} is no name of a subset`);
  }
  yield* foundIn(at.at('port', 'number'), port && (port.number ?? 0), portProblem);
}

interface Weighted {
  readonly destination: Destination;
  readonly weight?: number;
}

function* destinationsHits(at: Location, destinations: readonly Weighted[] = [], isAny: boolean): Iterable<Hit> {
  for (const [index, { destination, weight = 0 }] of destinations.entries()) {
    if (!isAny) {
      yield* destinationHits(at.at(index, 'destination'), destination);
    }
    if (weight < 0) {
      yield found(at.at(index, 'weight'), `the weight ${weight} is below 0`);
    }
  }
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (destinations.length > 1 && total === 0) {
    yield found(at, 'no destination has a weight');
  }
}

function* mirrorHits(at: Location, { mirror, mirrors = [], mirrorPercent, mirror_percent, mirrorPercentage }: VirtualServiceHttp): Iterable<Hit> {
  if (mirror !== undefined) {
    yield* destinationHits(at.at('mirror'), mirror);
  }
  yield* foundIn(at.at('mirrorPercent'), mirrorPercent ?? mirror_percent, percentProblem);
  yield* foundIn(at.at('mirrorPercentage', 'value'), mirrorPercentage?.value, percentProblem);
  for (const [index, { destination, percentage }] of mirrors.entries()) {
    yield* destinationHits(at.at('mirrors', index, 'destination'), destination);
    yield* foundIn(at.at('mirrors', index, 'percentage', 'value'), percentage?.value, percentProblem);
  }
}

function percentProblem(percent: number): string | undefined {
  return percent > 100 || percent < 0 ? `${percent} is no percentage` : undefined;
}
