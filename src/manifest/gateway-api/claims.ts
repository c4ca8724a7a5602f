import type { Attachments } from './attachments';
import { matchKey } from './matches';
import type { HttpRouteMatch, HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { HTTP_ROUTE } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';

type Route = ManifestObject<HttpRouteSpec>;

/** A host at a listener, or a Service in the mesh, that a route is for. */
interface Place {
  readonly key: string;
  /** Empty where all hosts are meant. */
  readonly host: string;
}

/** A route that takes requests of a match at a place. */
interface Claim {
  readonly route: Route;
  /** Among all routes of the input. */
  readonly position: number;
  /** Of equally old routes the first by it counts. */
  readonly order: string;
}

/** Which HTTPRoutes take the same requests at the same place. */
export class Claims {
  private claims: ReadonlyMap<string, readonly Claim[]> | undefined;
  private readonly places = new Map<Route, readonly Place[]>();

  constructor(private readonly objects: Objects, private readonly attachments: Attachments) {}

  /** A route before this one, by namespace and name, that takes requests of one of the matches, and the host for which both do. */
  public rivalOf(route: Route, matches: readonly HttpRouteMatch[]): { readonly route: Route; readonly host: string } | undefined {
    this.claims ??= this.all();
    const own = this.placesOf(route);
    const order = orderOf(route);
    let first: Claim | undefined;
    for (const key of keysOf(own, matches)) {
      const claim = this.claims.get(key)!.find((each) => each.order < order);
      first = claim === undefined || (first !== undefined && first.position < claim.position) ? first : claim;
    }
    return first && { route: first.route, host: this.placesOf(first.route).find(({ key }) => own.some((place) => place.key === key))!.host };
  }

  private all(): ReadonlyMap<string, readonly Claim[]> {
    const claims = new Map<string, Claim[]>();
    for (const [position, route] of this.objects.all(HTTP_ROUTE).entries()) {
      const claim = { route, position, order: orderOf(route) };
      const matches = (route.spec.rules ?? []).flatMap((rule) => rule.matches ?? [{}]);
      for (const key of keysOf(this.placesOf(route), matches)) {
        const others = claims.get(key);
        if (others === undefined) {
          claims.set(key, [claim]);
        } else {
          others.push(claim);
        }
      }
    }
    return claims;
  }

  /** Each host at each listener, and each Service that the route is for in the mesh: there routes of other namespaces are for other callers. */
  private placesOf(route: Route): readonly Place[] {
    const known = this.places.get(route) ?? this.attachments.of(route).flatMap(({ ref, parent, listeners }) => [
      ...listeners.flatMap(({ listener, hostnames }) => hostnames.map((host) => (
        { key: [listener.owner.id, listener.index, host].join(' '), host: host === '*' ? '' : host }))),
      ...(parent !== undefined && ref.kind === 'Service'
        ? [{ key: [parent.id, ref.port ?? '', route.namespace].join(' '), host: parent.name }]
        : []),
    ]);
    this.places.set(route, known);
    return known;
  }
}

function keysOf(places: readonly Place[], matches: readonly HttpRouteMatch[]): ReadonlySet<string> {
  const ofMatches = matches.map(matchKey);
  return new Set(places.flatMap(({ key }) => ofMatches.map((match) => `${key} ${match}`)));
}

function orderOf({ namespace, name }: ManifestObject): string {
  return `${namespace}/${name}`;
}
