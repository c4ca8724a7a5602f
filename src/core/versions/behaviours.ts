import { IstioVersion } from './istio-version';

/** How releases of Istio differ in what they do with the same manifests. Whoever simulates reads it; nobody compares versions. */
export interface Behaviours {
  /** What a rule answers that has no backends and no redirect. */
  readonly noBackendsStatus: 404 | 500;
  /** Which endpoint picker is asked where a rule has more than one backend: that of the last one for all, or each backend's own. */
  readonly poolPicker: 'of-last-backend' | 'per-backend';
  /** What a waypoint tries again for a Service without routes: what the pods' own side does, which never was begun, or what their callers do. */
  readonly waypointRetries: 'of-pods' | 'of-callers';
  /** Whether `~namespace/host` takes hosts out of the egress of a Sidecar again; else it is a namespace that nobody has. */
  readonly egressExceptions: boolean;
  /** What becomes of a DestinationRule for a host with a BackendTLSPolicy: its fields go first, or only its subsets count. */
  readonly besideBackendPolicy: 'fields-first' | 'subsets-only';
  /** Whether a Service may share its connections between its waypoint and a canary of it. */
  readonly waypointCanaries: boolean;
}

/** From which release on something is otherwise, and how that is known. */
interface Change {
  /** The first release that has it, one per minor where it was back-ported. */
  readonly since: readonly string[];
  readonly set: Partial<Behaviours>;
  readonly evidence: 'box' | 'source' | 'release note';
  readonly source: string;
  /** The cases that show it, where the box can. */
  readonly cases: readonly string[];
}

/** The oldest release that is supported. */
const BASE: Behaviours = {
  noBackendsStatus: 404,
  poolPicker: 'of-last-backend',
  waypointRetries: 'of-pods',
  egressExceptions: false,
  besideBackendPolicy: 'subsets-only',
  waypointCanaries: false,
};

export const CHANGES: readonly Change[] = [
  {
    since: ['1.31.0'],
    set: { noBackendsStatus: 500 },
    evidence: 'box',
    source: 'pilot/pkg/config/kube/gateway/conversion.go `convertHTTPRoute`; before, the route had no action',
    cases: ['routes/without-backends'],
  },
  {
    since: ['1.29.9', '1.30.6', '1.31.2'],
    set: { poolPicker: 'per-backend' },
    evidence: 'source',
    source: 'istio/istio#61601',
    cases: ['inference/weighted-pools', 'inference/pool-and-service'],
  },
  {
    since: ['1.30.3', '1.31.0'],
    set: { waypointRetries: 'of-callers' },
    evidence: 'release note',
    source: 'release notes of 1.30.3 and 1.31.0, and none of 1.29: istio/istio#60682, mended by #60683 (pilot/pkg/networking/core/httproute.go '
      + '`buildSidecarInboundHTTPRouteConfig`)',
    cases: ['waypoint/default-retries'],
  },
  {
    since: ['1.31.0'],
    set: { egressExceptions: true },
    evidence: 'release note',
    source: 'release notes of 1.31.0: istio/istio#60581; webhooks of older releases refuse such a host',
    cases: ['egress/except'],
  },
  {
    since: ['1.31.0'],
    set: { besideBackendPolicy: 'fields-first' },
    evidence: 'release note',
    source: 'istio/istio#60358, mended by #60432 (releasenotes/notes/60358.yaml); before, the whole traffic policy of the rule that is first counted, '
      + 'and the one that istiod makes has no age (pilot/pkg/model/destination_rule.go `mergeDestinationRule`)',
    cases: ['destination-rules/merged', 'protocols/backend-tls'],
  },
  {
    since: ['1.31.0'],
    set: { waypointCanaries: true },
    evidence: 'release note',
    source: 'release notes of 1.31.0: istio/istio#60801 (pilot/pkg/serviceregistry/ambient/waypoints.go `buildWeightedWaypoints`)',
    cases: [],
  },
];

/** What the release does. */
export function behaviours(version: IstioVersion): Behaviours {
  return CHANGES.reduce((known, { since, set }) => (hasReached(version, since) ? { ...known, ...set } : known), BASE);
}

/** A back-ported change counts from its own patch on in its minor, and everywhere after the newest. */
function hasReached(version: IstioVersion, since: readonly string[]): boolean {
  const releases = since.map((text) => IstioVersion.of(text));
  const sameMinor = releases.find(({ minor }) => minor === version.minor);
  return sameMinor === undefined ? releases.every((release) => version.isAtLeast(release)) : version.isAtLeast(sameMinor);
}
