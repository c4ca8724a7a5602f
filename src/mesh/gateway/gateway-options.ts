import type { ExternalAuthorization } from './external-authorization';
import type { ConnectionSettings } from '../../install/connection-settings';
import type { GatewayDeployment } from '../../install/gateway-deployment';
import type { JwtIssuer } from '../../security/jwt';

/** How the address of a gateway is reached (`networking.istio.io/service-type`). */
export enum GatewayServiceType {
  /** From outside, through the load balancer of the cloud. */
  LOAD_BALANCER = 'LoadBalancer',
  /** From inside the cluster only. */
  CLUSTER_IP = 'ClusterIP',
  /** Through a port of each node. */
  NODE_PORT = 'NodePort',
}

/** A gateway that the app brings: Istio makes Deployment, Service and service account for it. */
export interface MeshGatewayOptions {
  /**
   * `metadata.name` of the Gateway. Istio names Deployment, Service and service account `<name>-istio`.
   * @default gateway
   */
  readonly name?: string;
  /**
   * The namespace of the Gateway. Another one than the mesh's must exist.
   * @default - the mesh's own
   */
  readonly namespace?: string;
  /**
   * Hosts that it serves, a listener each; `*.` in front takes any labels.
   * @default - any host
   */
  readonly hostnames?: string[];
  /**
   * The port of the HTTP listeners.
   * @default 80
   */
  readonly httpPort?: number;
  /**
   * The Secret with the certificate of the HTTPS listeners (`tls.certificateRefs`), kind `kubernetes.io/tls`.
   * @default - no HTTPS
   */
  readonly tlsSecret?: string;
  /**
   * The namespace of that Secret; a ReferenceGrant is made where it is not the gateway's.
   * @default - the gateway's
   */
  readonly tlsSecretNamespace?: string;
  /**
   * The port of the HTTPS listeners.
   * @default 443
   */
  readonly httpsPort?: number;
  /**
   * Requests by plain HTTP are sent to HTTPS (301), and nothing else is served there.
   * @default true if there is a `tlsSecret`
   */
  readonly redirectToHttps?: boolean;
  /**
   * Namespaces besides those of this mesh's routes whose routes may attach (`allowedRoutes`).
   * @default - none
   */
  readonly allowedNamespaces?: string[];
  /**
   * How its address is reached.
   * @default - LoadBalancer, Istio's own default
   */
  readonly serviceType?: GatewayServiceType;
  /**
   * Annotations for what Istio makes of it (`infrastructure.annotations`): settings of a cloud's load balancer.
   * @default - none
   */
  readonly infrastructureAnnotations?: { readonly [key: string]: string };
  /**
   * Replicas and resources of its Envoy (`infrastructure.parametersRef`).
   * @default - Istio's own
   */
  readonly deployment?: GatewayDeployment;
  /**
   * Stream and connection limits of its Envoy (ProxyConfig `connectionSettings`). Istio 1.31 or later.
   * @default - Envoy's own
   */
  readonly connectionSettings?: ConnectionSettings;
  /**
   * Issuers whose tokens callers from outside must carry (RequestAuthentication). Without a valid one: 401 or 403.
   * @default - no token is asked for
   */
  readonly jwtIssuers?: JwtIssuer[];
  /**
   * Paths that need no token: exact, a prefix with * at the end or a suffix with * in front.
   * @default - none
   */
  readonly publicPaths?: string[];
  /**
   * A server that decides on requests as well (AuthorizationPolicy, action CUSTOM).
   * @default - none
   */
  readonly externalAuthorization?: ExternalAuthorization;
  /**
   * Requests pass the waypoints of the Services behind it (`istio.io/ingress-use-waypoint`), so that the HTTP policies
   * there see them. Ambient mode only.
   * @default false - the gateway routes, limits and splits by itself
   */
  readonly useWaypoint?: boolean;
}

/** A gateway that exists and belongs to somebody else. */
export interface MeshGatewayAttributes {
  /** `metadata.name` of the Gateway. */
  readonly name: string;
  /** Its namespace. Its listeners must allow routes of the mesh's namespaces: see `mesh.externalObjects`. */
  readonly namespace: string;
  /**
   * Hosts that its listeners serve.
   * @default - unknown: hosts of routes are not compared
   */
  readonly hostnames?: string[];
  /**
   * The listeners to attach to (`sectionName`).
   * @default - all of them
   */
  readonly listeners?: string[];
  /**
   * The service account that its Envoy runs as, in its namespace.
   * @default - `<name>-istio`, what Istio gives a managed gateway
   */
  readonly serviceAccount?: string;
}
