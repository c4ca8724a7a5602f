import { redirectHits, responseHits, rewriteHits } from './answers';
import { corsHits } from './cors';
import { faultHits } from './fault';
import { retryHits } from './retries';
import type { VirtualServiceHttp } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { durationProblem } from '../values/durations';
import { found, foundIn, refused } from '../verdict';

export const virtualServiceHttpRoute = refused({
  code: 'MLM0906',
  name: 'virtual-service-http-route',
  title: 'An HTTP route of a VirtualService contradicts itself',
  kinds: [VIRTUAL_SERVICE],
  why: 'A route does one thing: it sends requests to destinations, redirects them, answers them itself or delegates them; and retries, faults, CORS, rewrites and time limits '
    + 'have to say something. The webhook refuses anything else.',
  fix: 'keep one of route, redirect, directResponse and delegate, and what belongs to it',
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
        - timeout: 120s # <- MLM0906
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
        - timeout: 120s
          route:
            - destination:
                host: model
  `,
  * check(service) {
    const { hosts = [], http = [] } = service.spec;
    for (const [index, route] of http.entries()) {
      const at = service.at('spec', 'http', index);
      yield* route.delegate !== undefined && hosts.length > 0 ? rootHits(at, route) : actionHits(at, route, hosts.length === 0);
      yield* corsHits(at.at('corsPolicy'), route.corsPolicy);
      yield* faultHits(at.at('fault'), route.fault);
      yield* redirectHits(at.at('redirect'), route);
      yield* responseHits(at.at('directResponse'), route.directResponse);
      yield* retryHits(at.at('retries'), route.retries);
      yield* rewriteHits(at.at('rewrite'), route.rewrite);
      yield* foundIn(at.at('timeout'), route.timeout, durationProblem);
    }
  },
});

/** Of a route that leaves the rest to another VirtualService. */
function* rootHits(at: Location, { redirect, route = [] }: VirtualServiceHttp): Iterable<Hit> {
  for (const [field, isSet] of Object.entries({ redirect: redirect !== undefined, route: route.length > 0 })) {
    if (isSet) {
      yield found(at.at(field).key(), `a route that delegates has no ${field}`, `move ${field} to the delegate`);
    }
  }
}

function* actionHits(at: Location, http: VirtualServiceHttp, isDelegate: boolean): Iterable<Hit> {
  const { delegate, directResponse, fault, mirror, mirrors = [], redirect, rewrite, route = [] } = http;
  if (isDelegate && delegate !== undefined) {
    yield found(at.at('delegate').key(), 'a delegate does not delegate');
  }
  if (redirect === undefined && directResponse === undefined && route.length === 0) {
    yield found(at, 'the route has no destination, no redirect and no directResponse', 'add a route');
  }
  const answer = redirect !== undefined ? 'redirect' : 'directResponse';
  const beside = { route: route.length > 0 || undefined, fault, rewrite, directResponse };
  for (const [field, value] of redirect ?? directResponse ? Object.entries(beside) : []) {
    if (value !== undefined && field !== answer) {
      yield found(at.at(field).key(), `a route with a ${answer} has no ${field}`, `delete ${field} or ${answer}`);
    }
  }
  if (mirror !== undefined && mirrors.length > 0) {
    yield found(at.at('mirror').key(), 'a route has a mirror or mirrors, not both', 'move it to mirrors');
  }
}
