import type { VirtualServiceHeaders, VirtualServiceRequest as Operations } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { changedHeaderProblem, givenHeaderProblem, headerValueProblem, isAuthority } from '../values/headers';
import { found, foundIn, foundInEach, refused } from '../verdict';

export const headerOperation = refused({
  code: 'MLM0909',
  name: 'header-operation',
  title: 'A route changes a header in a way that Envoy does not take',
  kinds: [VIRTUAL_SERVICE],
  why: 'Headers that start with ":" and Host are Envoy\'s own: only the host of a request may be set, and once. In values "%" starts a variable of Envoy (%REQ(x-user)%) and is '
    + 'written twice otherwise. The webhook refuses anything else.',
  fix: 'name another header, or write %% for a percent sign',
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
        - headers:
            response:
              set:
                x-canary-share: 10% # <- MLM0909
          route:
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
      hosts:
        - model
      http:
        - headers:
            response:
              set:
                x-canary-share: 10%%
          route:
            - destination:
                host: model
  `,
  * check(service) {
    for (const [i, { headers, rewrite, route = [] }] of (service.spec.http ?? []).entries()) {
      const at = service.at('spec', 'http', i);
      yield* headersHits(at.at('headers'), headers);
      yield* authorityHits(at.at('headers', 'request'), headers?.request, rewrite?.authority);
      for (const [j, destination] of route.entries()) {
        yield* headersHits(at.at('route', j, 'headers'), destination.headers);
      }
    }
  },
});

function* headersHits(at: Location, { request, response }: VirtualServiceHeaders = {}): Iterable<Hit> {
  yield* operationHits(at.at('request'), request, givenHeaderProblem);
  yield* operationHits(at.at('response'), response, changedHeaderProblem);
}

type NameProblem = (name: string) => string | undefined;

function* operationHits(at: Location, { add = {}, remove, set = {} }: Operations = {}, nameProblem: NameProblem): Iterable<Hit> {
  for (const [field, headers] of Object.entries({ add, set })) {
    for (const [name, value] of Object.entries(headers)) {
      yield* foundIn(at.at(field, name).key(), name, nameProblem);
      yield* foundIn(at.at(field, name), value, headerValueProblem);
    }
  }
  yield* foundInEach(at.at('remove'), remove, changedHeaderProblem);
}

function* authorityHits(at: Location, { add = {}, set = {} }: Operations = {}, rewritten = ''): Iterable<Hit> {
  let current = rewritten;
  for (const [field, headers] of Object.entries({ set, add })) {
    for (const [name, value] of Object.entries(headers).filter(([header]) => isAuthority(header))) {
      if (current !== '') {
        yield found(at.at(field, name), `the host of the request is set to ${current} already`, 'set it in one place');
      }
      current = value;
    }
  }
}
