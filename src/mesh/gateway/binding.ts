import type { Site } from '../../core/site';
import type { CallerIdentity } from '../../security/caller';

/** Where a route attaches (`parentRefs`). */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
}

/** A gateway as routes see it. */
export interface GatewayBinding {
  readonly name: string;
  readonly namespace: string;
  /** Hosts that its listeners serve; empty for any host. */
  readonly hostnames: readonly string[];
  /** Who its Envoy is to the workloads behind it. */
  readonly account: CallerIdentity;
  /** Its requests pass the waypoints of the Services behind it. */
  readonly usesWaypoint: boolean;
  /** Attaches a route for these hosts; fails where no listener serves one of them. */
  attach(site: Site, route: { readonly namespace: string; readonly hostnames: readonly string[] }): ParentRef[];
}
