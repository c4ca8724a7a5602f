import type { GrpcRouteSpec, HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { GRPC_ROUTE, HTTP_ROUTE } from '../kinds';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';

/** A regular expression that a route compares with. */
export interface RouteExpression {
  readonly expression: string;
  readonly at: Location;
}

interface Comparison {
  readonly type?: string;
  readonly value?: string;
}

/** Every regular expression in the matches of a route. */
export function routeExpressions(route: ManifestObject): readonly RouteExpression[] {
  if (route.is(HTTP_ROUTE)) {
    return ofHttp(route);
  }
  return route.is(GRPC_ROUTE) ? ofGrpc(route) : [];
}

function ofHttp(route: ManifestObject<HttpRouteSpec>): RouteExpression[] {
  return (route.spec.rules ?? []).flatMap(({ matches = [] }, i) => matches.flatMap(({ path, headers, queryParams }, j) => {
    const at = route.at('spec', 'rules', i, 'matches', j);
    return [...written(at.at('path', 'value'), path), ...ofList(at.at('headers'), headers), ...ofList(at.at('queryParams'), queryParams)];
  }));
}

function ofGrpc(route: ManifestObject<GrpcRouteSpec>): RouteExpression[] {
  return (route.spec.rules ?? []).flatMap(({ matches = [] }, i) => matches.flatMap(({ method = {}, headers }, j) => {
    const at = route.at('spec', 'rules', i, 'matches', j);
    const { type, service, method: name } = method;
    return [...written(at.at('method', 'service'), { type, value: service }), ...written(at.at('method', 'method'), { type, value: name }), ...ofList(at.at('headers'), headers)];
  }));
}

function ofList(at: Location, comparisons: readonly Comparison[] = []): RouteExpression[] {
  return comparisons.flatMap((comparison, i) => written(at.at(i, 'value'), comparison));
}

function written(at: Location, { type, value }: Comparison = {}): RouteExpression[] {
  return type === 'RegularExpression' && value !== undefined ? [{ expression: value, at }] : [];
}
