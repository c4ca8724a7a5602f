import type { ParentRef } from '../../../../imports/gateway.networking.k8s.io';
import type { Behaviours } from '../../../core/versions/behaviours';
import { GRPC_ROUTE, HTTP_ROUTE, SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { RouteSet, Rule } from '../rule';
import { inPrecedence } from './precedence';
import { merged, type RoutePart, rulesOf } from './route-sets';

/** Routes whose parent is a Service or a ServiceEntry: one set for each namespace, port and host (`HTTPRouteCollection`, mesh parents). */
export function serviceRouteSets(index: ManifestIndex, versioned: Behaviours): readonly RouteSet[] {
  const parts = [...index.all(HTTP_ROUTE), ...index.all(GRPC_ROUTE)].flatMap((route) => {
    const parents = (route.spec.parentRefs ?? []).map((ref) => ({ ref, hosts: hostsOf(index, route, ref) })).filter(({ hosts }) => hosts.length > 0);
    const rules = parents.length === 0 ? [] : inPrecedence(rulesOf(index, route, true, versioned));
    return rules.length === 0 ? [] : parents.flatMap(({ ref, hosts }) => hosts.map((host) => partOf(route, ref, host, rules)));
  });
  return merged(parts);
}

function partOf(route: ManifestObject, { port }: ParentRef, host: string, rules: readonly Rule[]): RoutePart {
  const { namespace } = route;
  const key = `${namespace}${port === undefined ? '' : `/${port}`}/${host}`;
  return { key, host, gateway: 'mesh', route, pickers: new Map(), rules: port === undefined ? rules : rules.map((rule) => atPort(rule, port, route)) };
}

/** The port of a parentRef is one more thing that each match wants. */
function atPort(rule: Rule, port: number, route: ManifestObject): Rule {
  const matches = rule.matches.length > 0 ? rule.matches : [{ origin: { object: route, at: rule.origin.at }, headers: [], query: [] }];
  return { ...rule, matches: matches.map((match) => ({ ...match, port })) };
}

/** The hosts of a parent that is there. */
function hostsOf(index: ManifestIndex, route: ManifestObject, { group, kind, namespace = route.namespace, name }: ParentRef): readonly string[] {
  if (group === SERVICE_ENTRY.group && kind === SERVICE_ENTRY.kind) {
    return index.find(SERVICE_ENTRY, namespace, name)?.spec.hosts ?? [];
  }
  const isService = (group ?? '') === SERVICE.group && kind === SERVICE.kind;
  return isService && index.find(SERVICE, namespace, name) !== undefined ? [index.hosts.fqdnOf({ namespace, name })] : [];
}
