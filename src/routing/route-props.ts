import type { Duration } from 'cdk8s';
import type { CorsPolicy } from './cors';
import type { FaultInjection } from './fault-injection';
import type { HeaderChange } from './header-change';
import type { RetryPolicy } from './retry-policy';
import type { IMlServingMesh } from '../mesh/ml-serving-mesh';
import type { TrafficPolicy } from '../resilience/traffic-policy';

/** Which object routes callers in the mesh. The gateway always takes an HTTPRoute. */
export enum MeshRouteKind {
  /** Gateway API HTTPRoute with the Service as its parent. */
  HTTP_ROUTE = 'HTTPRoute',
  /**
   * Istio VirtualService. Needed for faults and for RetryPolicy.none(). At waypoints, so in ambient mode, Istio calls
   * it Alpha; it is never mixed with an HTTPRoute for the same Service.
   */
  VIRTUAL_SERVICE = 'VirtualService',
}

/** What every route has: its address, its limits and what happens on the way. */
export interface RouteProps {
  /** The mesh that the route belongs to. */
  readonly mesh: IMlServingMesh;
  /**
   * The namespace of the route and its Service.
   * @default - the mesh's own
   */
  readonly namespace?: string;
  /**
   * The Service that callers in the mesh address. Where no workload has it, it is created without pods of its own: the
   * route answers for it. Where a workload has it, the route takes it over: a path that no rule matches is answered 404.
   * @default - callers in the mesh cannot use the route
   */
  readonly service?: string;
  /**
   * The port of that Service. Of several ports the route takes this one only; requests to the others pass by.
   * @default - the main port of a workload's Service; for a created one the port of the first backend
   */
  readonly servicePort?: number;
  /**
   * The Service exists and belongs to somebody else: it is not emitted, and listed in `mesh.externalObjects`.
   * @default false
   */
  readonly adoptService?: boolean;
  /**
   * The route holds for callers in this namespace only, where it takes the place of the Service's own routes: a path that
   * no rule of it matches is answered 404. The HTTPRoute lies in this namespace and names that of the Service in its
   * `parentRefs` (a consumer route, Gateway API GEP-1294). For a namespace of the mesh, another one than the
   * Service's; the Service exists or is adopted; at no gateway. Needs the sidecar data plane.
   * @default - the route holds for every caller
   */
  readonly consumerNamespace?: string;
  /**
   * The route is served at the gateway of the mesh.
   * @default - true if the mesh has a gateway, and the route is not of one consumer only
   */
  readonly exposeAtGateway?: boolean;
  /**
   * Hosts at the gateway (`spec.hostnames`), 16 at most.
   * @default - all hosts of the gateway
   */
  readonly hostnames?: string[];
  /**
   * Breakers and load balancing of every backend (one DestinationRule for each Service). Of several backends, one with a
   * single replica gets it without outlier detection and what needs that: the last endpoint is never ejected.
   * @default - Istio's own
   */
  readonly trafficPolicy?: TrafficPolicy;
  /**
   * Headers changed before the model server sees the request, in every rule.
   * @default - none
   */
  readonly requestHeaders?: HeaderChange;
  /**
   * Headers changed before the caller sees the answer, in every rule.
   * @default - none
   */
  readonly responseHeaders?: HeaderChange;
  /**
   * Web pages that may call.
   * @default - none besides those of the same origin
   */
  readonly cors?: CorsPolicy;
  /**
   * Faults for game days, for callers in the mesh only: Gateway API has no word for them, so requests through the
   * gateway are not hit. Makes the mesh route a VirtualService, which `meshRouteKind` must say.
   * @default - none
   */
  readonly meshFault?: FaultInjection;
  /**
   * Which object routes callers in the mesh.
   * @default MeshRouteKind.HTTP_ROUTE
   */
  readonly meshRouteKind?: MeshRouteKind;
}

/** Limits of a route whose rules all share them. */
export interface LimitedRouteProps extends RouteProps {
  /**
   * The longest that a request may take, from its first byte to the last of the answer (`timeouts.request`), in every rule.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * Retries, in every rule.
   * @default RetryPolicy.meshDefault()
   */
  readonly retry?: RetryPolicy;
}
