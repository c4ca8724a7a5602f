import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { isAddress } from '../values/addresses';
import { isClaim } from '../values/headers';
import { hostsOverlap } from '../values/names';
import { found, refused } from '../verdict';
import { gatewayNameHits, isConverted, isForMesh } from './gateways';
import { gatewayHostProblem, hasSniHosts, meshHostProblem } from './hosts';

type Service = ManifestObject<VirtualServiceSpec>;

export const virtualServiceScope = refused({
  code: 'MLM0905',
  name: 'virtual-service-scope',
  title: 'The hosts and gateways of a VirtualService do not fit together',
  kinds: [VIRTUAL_SERVICE],
  why: 'A VirtualService names hosts, each once, and routes for them; "*" only at a gateway. One without hosts is a delegate, which has HTTP routes and nothing else. The '
    + 'webhook refuses the rest.',
  fix: 'name the hosts that the routes are for, and the gateways as <namespace>/<name>',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - "*" # <- MLM0905
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
        - "*"
      http:
        - route:
            - destination:
                host: model
  `,
  * check(service) {
    const { gateways, http = [], tcp = [], tls = [] } = service.spec;
    yield* gatewayNameHits(service.at('spec', 'gateways'), gateways, isConverted(service));
    yield* delegateHits(service);
    yield* hostHits(service);
    yield* claimHits(service);
    if (http.length + tcp.length + tls.length === 0) {
      yield found(service.at('spec'), 'there are no routes', 'give it http, tcp or tls routes');
    }
  },
});

function* delegateHits(service: Service): Iterable<Hit> {
  const isDelegate = (service.spec.hosts ?? []).length === 0;
  for (const field of isDelegate ? ['gateways', 'tls', 'tcp'] as const : []) {
    if ((service.spec[field] ?? []).length > 0) {
      yield found(service.at('spec', field).key(), `a VirtualService without hosts is a delegate and has no ${field}`, `name hosts, or delete ${field}`);
    }
  }
}

function* hostHits(service: Service): Iterable<Hit> {
  const { hosts = [] } = service.spec;
  const isSni = hasSniHosts(service.spec);
  const problems = hosts.map((host) => hostProblemIn(service.spec, host, isSni));
  for (const [index, problem] of problems.entries()) {
    if (problem !== undefined) {
      yield found(service.at('spec', 'hosts', index), problem);
    }
  }
  if (problems.every((problem) => problem === undefined)) {
    yield* overlapHits(service, hosts);
  }
}

function hostProblemIn(spec: VirtualServiceSpec, host: string, isSni: boolean): string | undefined {
  const isMesh = isForMesh(spec);
  const problem = isMesh ? meshHostProblem(host) : gatewayHostProblem(host, isSni);
  if (problem !== undefined) {
    return isAddress(host) ? undefined : problem;
  }
  return isMesh && host === '*' ? 'the host * is for gateways only' : undefined;
}

function* overlapHits(service: Service, hosts: readonly string[]): Iterable<Hit> {
  for (const [index, host] of hosts.entries()) {
    const other = hosts.slice(0, index).find((earlier) => hostsOverlap(earlier, host));
    if (other !== undefined) {
      yield found(service.at('spec', 'hosts', index), `${other} and ${host} are hosts of the same VirtualService and overlap`, 'keep one of the two');
    }
  }
}

/** Claims are put on the request at gateways only. */
function* claimHits(service: Service): Iterable<Hit> {
  const { http = [] } = service.spec;
  for (const [i, { match = [] }] of isForMesh(service.spec) ? http.entries() : []) {
    for (const [j, { headers = {}, withoutHeaders = {} }] of match.entries()) {
      for (const [field, names] of Object.entries({ headers: Object.keys(headers), withoutHeaders: Object.keys(withoutHeaders) })) {
        for (const name of names.filter(isClaim)) {
          yield found(service.at('spec', 'http', i, 'match', j, field, name).key(), `only a gateway routes by the claim ${name}`, 'name the gateways, without mesh');
        }
      }
    }
  }
}
