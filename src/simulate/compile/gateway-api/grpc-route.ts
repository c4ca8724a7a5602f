import type { GrpcRouteFilter, GrpcRouteSpec, HttpRouteFilter } from '../../../../imports/gateway.networking.k8s.io';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { originOf } from '../origin';
import type { Rule } from '../rule';
import { destinations, hasWeight, withoutDestinations } from './destinations';
import { filtered, mirrorTarget } from './filters';
import { grpcMatch } from './matches';
import { ruleless } from './ruleless';
import { Targets } from './targets';
import { UnusableRoute } from './unusable';

/** The rules of a GRPCRoute (pilot/pkg/config/kube/gateway/conversion.go `convertGRPCRoute`). */
export function grpcRouteRules(index: ManifestIndex, route: ManifestObject<GrpcRouteSpec>, isMesh: boolean): readonly Rule[] {
  const targets = new Targets(index, route, !isMesh);
  return ruleless(() => (route.spec.rules ?? []).flatMap(({ name, filters = [], backendRefs = [], matches = [] }, position) => {
    checkMirrors(filters, targets);
    const isEmpty = !hasWeight(backendRefs);
    const shared: Rule = {
      ...filtered(route, position, filters as readonly HttpRouteFilter[], targets),
      name: name ?? `${route.namespace}.${route.name}.${position}`,
      origin: originOf(route, 'spec', 'rules', position),
      matches: [],
      response: isEmpty ? withoutDestinations(backendRefs, 500) : undefined,
      destinations: isEmpty ? [] : destinations(route, position, backendRefs, targets),
    };
    return matches.length === 0 ? [shared] : matches.map((match, i) => (
      { ...shared, matches: [grpcMatch(match, originOf(route, 'spec', 'rules', position, 'matches', i))] }));
  }));
}

/** An HTTPRoute goes on without a mirror that cannot be resolved. */
function checkMirrors(filters: readonly GrpcRouteFilter[], targets: Targets): void {
  if (filters.some(({ requestMirror }) => requestMirror !== undefined && mirrorTarget(requestMirror, targets) === undefined)) {
    throw new UnusableRoute('a mirror of a GRPCRoute must be there');
  }
}
