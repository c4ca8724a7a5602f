import { gatewayNameHits, namesMesh } from './gateways';
import { gatewayHostProblem, meshHostProblem } from './hosts';
import type { VirtualServiceSpec, VirtualServiceTcpMatch, VirtualServiceTlsMatch } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { isAddress, subnetProblem } from '../values/addresses';
import { covers, labelsProblemOf } from '../values/names';
import { portProblem } from '../values/ports';
import { found, foundIn, foundInEach, refused } from '../verdict';

export const virtualServiceL4Route = refused({
  code: 'MLM0910',
  name: 'virtual-service-l4-route',
  title: 'A TLS or TCP route of a VirtualService leads nowhere or matches nothing',
  kinds: [VIRTUAL_SERVICE],
  why: 'A TLS route needs server names, all of them within the hosts of the VirtualService; TLS and TCP routes need destinations, and their matches real addresses, ports and '
    + 'labels. The webhook refuses anything else.',
  fix: 'match server names of the hosts, and name destinations',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      gateways:
        - ml-serving/edge
      hosts:
        - registry.example.com
      tls:
        - match:
            - sniHosts:
                - "*.example.com" # <- MLM0910
          route:
            - destination:
                host: registry
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      gateways:
        - ml-serving/edge
      hosts:
        - registry.example.com
      tls:
        - match:
            - sniHosts:
                - registry.example.com
          route:
            - destination:
                host: registry
  `,
  * check(service) {
    const { tcp = [], tls = [] } = service.spec;
    for (const [i, { match = [], route = [] }] of tls.entries()) {
      const at = service.at('spec', 'tls', i);
      yield* routeHits(at, route);
      if (match.length === 0) {
        yield found(at, 'the TLS route has no match');
      }
      for (const [j, conditions] of match.entries()) {
        yield* serverNameHits(at.at('match', j), conditions, service.spec);
        yield* connectionHits(at.at('match', j), conditions);
      }
    }
    for (const [i, { match = [], route = [] }] of tcp.entries()) {
      const at = service.at('spec', 'tcp', i);
      yield* routeHits(at, route);
      for (const [j, conditions] of match.entries()) {
        yield* connectionHits(at.at('match', j), conditions);
      }
    }
  },
});

function* routeHits(at: Location, route: readonly unknown[]): Iterable<Hit> {
  if (route.length === 0) {
    yield found(at, 'the route has no destination');
  }
}

function* connectionHits(at: Location, match: VirtualServiceTcpMatch | VirtualServiceTlsMatch): Iterable<Hit> {
  yield* foundInEach(at.at('destinationSubnets'), match.destinationSubnets, subnetProblem);
  yield* foundIn(at.at('port'), match.port || undefined, portProblem);
  yield* foundIn(at.at('sourceLabels'), match.sourceLabels, labelsProblemOf);
  yield* gatewayNameHits(at.at('gateways'), match.gateways);
}

function* serverNameHits(at: Location, { sniHosts = [] }: VirtualServiceTlsMatch, spec: VirtualServiceSpec): Iterable<Hit> {
  if (sniHosts.length === 0) {
    yield found(at, 'the match has no server name', 'name sniHosts');
  }
  yield* foundInEach(at.at('sniHosts'), sniHosts, (name) => serverNameProblem(name, spec));
}

function serverNameProblem(name: string, spec: VirtualServiceSpec): string | undefined {
  const problem = namesMesh(spec) ? meshHostProblem(name) : gatewayHostProblem(name, true);
  if (problem !== undefined) {
    return isAddress(name) ? undefined : problem;
  }
  const { hosts = [] } = spec;
  return hosts.some((host) => covers(host, name)) ? undefined : `the server name ${name} is not within the hosts of the VirtualService (${hosts.join(', ')})`;
}
