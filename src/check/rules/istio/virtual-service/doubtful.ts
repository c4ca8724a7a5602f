import { hasStatus } from './abort';
import { bodySize } from './answers';
import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { isAddress } from '../values/addresses';
import { found, warned } from '../verdict';

const LARGE_BODY = 100 * 1024;

export const virtualServiceDoubtful = warned({
  code: 'MLM0911',
  name: 'virtual-service-doubtful',
  title: 'A VirtualService says something that is deprecated or has no effect',
  kinds: [VIRTUAL_SERVICE],
  why: 'The webhook lets it pass with a warning: old names of fields and gateways go away, an abort without a status does nothing, clients send no addresses as server names, and '
    + 'large bodies weigh on istiod.',
  fix: 'write what the message names instead',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      gateways:
        - edge.ml-serving.svc.cluster.local # <- MLM0911
      hosts:
        - model.example.com
      http:
        - route:
            - destination:
                host: model
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      gateways:
        - ml-serving/edge
      hosts:
        - model.example.com
      http:
        - route:
            - destination:
                host: model
  `,
  * check(service) {
    yield* legacyNameHits(service.at('spec', 'gateways'), service.spec.gateways);
    yield* httpHits(service);
    for (const [field, routes] of Object.entries({ tcp: service.spec.tcp ?? [], tls: service.spec.tls ?? [] })) {
      for (const [i, { match = [] }] of routes.entries()) {
        for (const [j, conditions] of match.entries()) {
          const at = service.at('spec', field, i, 'match', j);
          yield* legacyNameHits(at.at('gateways'), conditions.gateways);
          yield* serverNameHits(at.at('sniHosts'), 'sniHosts' in conditions ? conditions.sniHosts : []);
        }
      }
    }
  },
});

function* httpHits(service: ManifestObject<VirtualServiceSpec>): Iterable<Hit> {
  for (const [i, { directResponse, fault, match = [], mirrorPercent, mirror_percent }] of (service.spec.http ?? []).entries()) {
    const at = service.at('spec', 'http', i);
    if (mirrorPercent !== undefined || mirror_percent !== undefined) {
      yield found(at.at(mirrorPercent === undefined ? 'mirror_percent' : 'mirrorPercent').key(), 'mirrorPercent is deprecated', 'write mirrorPercentage');
    }
    if (fault?.abort !== undefined && !hasStatus(fault.abort)) {
      yield found(at.at('fault', 'abort'), 'the abort has no status: it does nothing', 'give it an httpStatus or a grpcStatus');
    }
    if (bodySize(directResponse?.body) > LARGE_BODY) {
      yield found(at.at('directResponse', 'body'), 'the body is larger than 100 KiB: every proxy gets it with its configuration', 'serve it from a backend');
    }
    for (const [j, { gateways }] of match.entries()) {
      yield* legacyNameHits(at.at('match', j, 'gateways'), gateways);
    }
  }
}

function* legacyNameHits(at: Location, names: readonly string[] = []): Iterable<Hit> {
  // The webhook reads the names up to the first one without namespace.
  const index = names.findIndex((name) => !name.includes('/'));
  const [name, namespace] = (names[index] ?? '').split('.');
  if (namespace !== undefined) {
    yield found(at.at(index), `${names[index]} is the old way to name a gateway`, `write ${namespace}/${name}`);
  }
}

function* serverNameHits(at: Location, names: readonly string[]): Iterable<Hit> {
  for (const [index, name] of names.entries()) {
    if (isAddress(name)) {
      yield found(at.at(index), `${name} is an address: clients send none as server name`, 'match the port or the address of the destination in a TCP route');
    }
  }
}
