import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { destinationsOf } from '../../../manifest/istio/destinations';
import { isExportedTo } from '../../../manifest/istio/exports';
import { gatewayPods } from '../../../manifest/istio/gateway-pods';
import { GATEWAY, GRPC_ROUTE, HTTP_ROUTE, ISTIO_GATEWAY, SERVICE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';
import { namedGateways } from '../istio/virtual-service/named-gateways';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    parentRefs:
      - name: edge
        namespace: gateways
    rules:
      - backendRefs:
          - name: model
            port: 80
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    gatewayClassName: istio
    listeners:
      - name: http
        port: 80
        protocol: HTTP
        allowedRoutes:
          namespaces:
            from: All
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
    annotations:
      networking.istio.io/exportTo: ".,gateways"
  spec:
    ports:
      - name: http
        port: 80
`;

/** Something that proxies in these namespaces should see. */
interface Needed {
  readonly object: ManifestObject;
  readonly at: Location;
  readonly namespaces: readonly string[];
}

export const hiddenFromGateway = rule({
  code: 'MLM0121',
  name: 'hidden-from-gateway',
  severity: 'error',
  title: 'A gateway does not see what it should route or send to',
  kinds: [VIRTUAL_SERVICE as typeof HTTP_ROUTE, HTTP_ROUTE, GRPC_ROUTE as typeof HTTP_ROUTE],
  message: '{object} is not exported to {namespaces}, where the pods of the gateway are',
  why: 'A proxy gets only what is exported to its own namespace. Of a VirtualService that is not, a gateway knows no route and answers 404; of a Service or ServiceEntry that is not, it has no cluster, '
    + 'and answers 503, or 500 for a route of Gateway API. The route is Accepted all the same.',
  fix: 'name the namespace of the gateway in exportTo, or in the annotation networking.istio.io/exportTo of the Service',
  cases: ['references/hidden-from-gateway'],
  evidence: '404 where the VirtualService is hidden, 503 and 500 where the Service is',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['".,gateways"', '.'], ['- name: model\n          port', '- name: model # <- MLM0121\n          port']),
  good: GOOD,
  * check(route, { index }) {
    const needed = route.is(VIRTUAL_SERVICE) ? neededByGateways(route as ManifestObject<VirtualServiceSpec>, index) : neededByParents(route, index);
    for (const { object, at, namespaces } of needed) {
      if (namespaces.length > 0 && !namespaces.some((namespace) => isExportedTo(object, namespace, index.meshConfig.usualExportsOf(object)))) {
        yield { at, data: { object: object.id, namespaces: namespaces.join(', ') } };
      }
    }
  },
});

/** The pods of a Gateway of Gateway API are beside it, unless it has an address of others. */
function neededByParents(route: ManifestObject, index: ManifestIndex): Needed[] {
  const gateways = index.attachments.of(route).flatMap(({ parent }) => (parent?.is(GATEWAY) ? [parent] : []));
  return gateways.filter(({ spec: { gatewayClassName, addresses = [] } }) => gatewayClassName === 'istio' && addresses.length === 0).flatMap(({ namespace }) => (
    backendRefs(route).flatMap((ref) => {
      const service = ref.group === '' && ref.kind === 'Service' ? index.find(SERVICE, ref.namespace, ref.name) : undefined;
      return service === undefined ? [] : [{ object: service, at: ref.at.at('name'), namespaces: [namespace] }];
    })));
}

function neededByGateways(service: ManifestObject<VirtualServiceSpec>, index: ManifestIndex): Needed[] {
  return namedGateways(service).flatMap(({ at, namespace, name }) => {
    const gateway = index.find(ISTIO_GATEWAY, namespace, name);
    const namespaces = [...new Set(gateway === undefined ? [] : gatewayPods(gateway, index).map((pods) => pods.namespace))];
    const isSent = isForGatewaysAlike(service) && namespaces.some((each) => isExportedTo(service, each, index.meshConfig.usualExports('VirtualService')));
    return [
      { object: service, at, namespaces },
      ...(isSent ? destinationsOf(service) : []).flatMap((destination) => {
        const target = index.hosts.onlyHolder(destination.host, service.namespace);
        return target === undefined ? [] : [{ object: target, at: destination.at.at('host'), namespaces }];
      }),
    ];
  });
}

/** Whether every gateway of the VirtualService sends to all of its destinations. */
function isForGatewaysAlike({ spec: { gateways = [], http = [], tcp = [], tls = [] } }: ManifestObject<VirtualServiceSpec>): boolean {
  const matches = [...http, ...tcp, ...tls].flatMap(({ match = [] }) => match as readonly { readonly gateways?: readonly string[] }[]);
  return !gateways.includes('mesh') && matches.every((match) => match.gateways === undefined);
}
