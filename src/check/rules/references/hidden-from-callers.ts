import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { destinationsOf } from '../../../manifest/istio/destinations';
import { isExportedEverywhere, isExportedTo } from '../../../manifest/istio/exports';
import { GRPC_ROUTE, HTTP_ROUTE, SERVICE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
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
              host: model-v2
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model-v2
    namespace: ml-serving
    annotations:
      networking.istio.io/exportTo: ".,ml-frontend"
  spec:
    ports:
      - name: http
        port: 80
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-frontend
    labels:
      istio-injection: enabled
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: frontend
    namespace: ml-frontend
  spec:
    containers:
      - name: app
        image: example.com/frontend:1
`;

/** Something that proxies should see, since they have the route. */
interface Destination {
  readonly object: ManifestObject;
  readonly at: Location;
}

export const hiddenFromCallers = rule({
  code: 'MLM0132',
  name: 'hidden-from-callers',
  severity: 'warning',
  title: 'Proxies that have a route of the mesh do not see what it sends to',
  kinds: [VIRTUAL_SERVICE as typeof HTTP_ROUTE, HTTP_ROUTE, GRPC_ROUTE as typeof HTTP_ROUTE],
  message: '{object} is not exported to {namespaces}, whose proxies have this route',
  why: 'Who sees the host has its routes, and a proxy has clusters only for what is exported to its own namespace: its callers are answered 503, or 500 by a route of Gateway API at a waypoint, '
    + 'and copies are not sent. Callers in the namespaces to which it is exported notice nothing.',
  fix: 'export it to where the host that the route is for is exported to, or export both the route and the host to fewer namespaces',
  cases: ['egress/exported', 'waypoint/exported'],
  evidence: '503 from the sidecar of a caller that sees the host, and 500 from a waypoint in whose namespace the backend is not seen',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['".,ml-frontend"', '.'], ['host: model-v2', 'host: model-v2 # <- MLM0132']),
  good: GOOD,
  * check(route, { index }) {
    const hidden = destinationsIn(route, index).filter(({ object }) => !isExportedEverywhere(object, index.meshConfig.usualExportsOf(object)));
    const readers = hidden.length === 0 ? [] : [...new Set(readersOf(route, index))];
    for (const { object, at } of hidden) {
      const blind = readers.filter((namespace) => !isExportedTo(object, namespace, index.meshConfig.usualExportsOf(object)));
      if (blind.length > 0) {
        yield { at, data: { object: object.id, namespaces: blind.join(', ') } };
      }
    }
  },
});

function destinationsIn(route: ManifestObject, index: ManifestIndex): readonly Destination[] {
  return isVirtualService(route)
    ? destinationsOf(route).flatMap(({ host, at }) => destination(index.hosts.onlyHolder(host, route.namespace), at.at('host')))
    : backendRefs(route).flatMap(({ group, kind, namespace, name, at }) => (
      destination(group === '' && kind === 'Service' ? index.find(SERVICE, namespace, name) : undefined, at.at('name'))));
}

function destination(object: ManifestObject | undefined, at: Location): readonly Destination[] {
  return object === undefined ? [] : [{ object, at }];
}

/** The namespaces of the proxies that have the route. */
function readersOf(route: ManifestObject, index: ManifestIndex): readonly string[] {
  return isVirtualService(route)
    ? readersOfVirtualService(route, index)
    : index.attachments.of(route).flatMap(({ parent }) => (parent?.is(SERVICE) ? readersBySite(route, parent, index) : []));
}

function isVirtualService(route: ManifestObject): route is ManifestObject<VirtualServiceSpec> {
  return route.is(VIRTUAL_SERVICE);
}

function readersOfVirtualService(service: ManifestObject<VirtualServiceSpec>, index: ManifestIndex): readonly string[] {
  const hosts = isForAllCallers(service) ? service.spec.hosts ?? [] : [];
  return hosts.flatMap((host) => index.hosts.onlyHolder(host, service.namespace) ?? [])
    .flatMap((holder) => sidecarsThatSee(holder, index.pods.all(), index))
    .filter((namespace) => isExportedTo(service, namespace, index.meshConfig.usualExports('VirtualService')));
}

/** Whether all that have it send to all of its destinations. */
function isForAllCallers({ spec: { gateways = ['mesh'], http = [], tcp = [], tls = [] } }: ManifestObject<VirtualServiceSpec>): boolean {
  const matches: readonly object[] = [...http, ...tcp, ...tls].flatMap(({ match = [] }) => match);
  return gateways.includes('mesh') && !matches.some((match) => ['gateways', 'sourceLabels', 'sourceNamespace'].some((field) => field in match));
}

/** From a namespace other than that of the Service it is for the callers of its own, else for all and for the waypoint. */
function readersBySite(route: ManifestObject, service: ManifestObject, index: ManifestIndex): readonly string[] {
  if (route.namespace !== service.namespace) {
    return sidecarsThatSee(service, index.pods.in(route.namespace), index);
  }
  const waypoint = index.waypoints.of(service);
  return [...sidecarsThatSee(service, index.pods.all(), index), ...(waypoint === undefined ? [] : [waypoint.namespace])];
}

/** The namespaces of the pods whose sidecars have the host. */
function sidecarsThatSee(holder: ManifestObject, pods: readonly PodSet[], index: ManifestIndex): readonly string[] {
  return pods.filter((each) => index.namespaces.isKnown(each.namespace)
    && index.namespaces.hasSidecar(each)
    && index.sidecars.of(each) === undefined
    && isExportedTo(holder, each.namespace, index.meshConfig.usualExportsOf(holder))).map(({ namespace }) => namespace);
}
