import type { Site } from '../../core/site';
import type { SecretVariable } from '../../install/gateway-deployment';
import type { ICaller } from '../../security/caller';

/** Where a route attaches (`parentRefs`). */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
}

/** The gateway of a mesh. As a caller it stands for its Envoy, which calls what its routes lead to, and nothing else on its own. */
export interface IMeshGateway extends ICaller {
  /** `metadata.name` of the Gateway. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Hosts that its listeners serve; empty for any host. */
  readonly hostnames: string[];
}

/** A gateway as routes see it. */
export interface GatewayBinding extends IMeshGateway {
  /** Its requests pass the waypoints of the Services behind it. */
  readonly usesWaypoint: boolean;
  /** Attaches a route for these hosts; fails where no listener serves one of them. */
  attach(site: Site, route: { readonly namespace: string; readonly hostnames: readonly string[] }): ParentRef[];
  /** Keeps the gateway open where its namespace has joined the mesh, and denies by default from then on. */
  keepOpen(): void;
  /** Gives its Envoy an environment variable from a Secret of its namespace; fails where it is somebody else's. */
  carrySecret(site: Site, variable: SecretVariable): void;
}
