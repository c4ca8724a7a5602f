import { IstioVersion } from './istio-version';

/** How releases of Istio differ in what they do with the same manifests. Whoever simulates reads it; nobody compares versions. */
export interface Behaviours {
  /** What a rule answers that has no backends and no redirect. */
  readonly noBackendsStatus: 404 | 500;
  /** Which endpoint picker is asked where a rule has more than one backend: that of the last one for all, or each backend's own. */
  readonly poolPicker: 'of-last-backend' | 'per-backend';
  /** What a waypoint tries again for a Service without routes: what the pods' own side does, which never was begun, or what their callers do. */
  readonly waypointRetries: 'of-pods' | 'of-callers';
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
const BASE: Behaviours = { noBackendsStatus: 404, poolPicker: 'of-last-backend', waypointRetries: 'of-pods' };

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
