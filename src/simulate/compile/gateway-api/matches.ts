import type { GrpcRouteMatch, Header, HttpRouteMatch } from '../../../../imports/gateway.networking.k8s.io';
import { exactly, regularlyOrNever, type StringMatch } from '../../string-match';
import type { Origin } from '../../tables';
import type { RuleMatch, RuleNamedMatch, RulePath } from '../rule';

const PATH_KINDS: Readonly<Record<string, RulePath['kind']>> = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' };

/** A match of an HTTPRoute (pilot/pkg/config/kube/gateway/conversion.go `createURIMatch` and its neighbours). */
export function httpMatch({ path, method, headers, queryParams }: HttpRouteMatch, origin: Origin): RuleMatch {
  return {
    origin,
    path: pathOf(PATH_KINDS[path?.type ?? 'PathPrefix'], path?.value ?? '/'),
    method: method === undefined ? undefined : exactly(method),
    headers: named(headers),
    query: named(queryParams),
  };
}

/** A match of a GRPCRoute (`createGRPCURIMatch`). */
export function grpcMatch({ method, headers }: GrpcRouteMatch, origin: Origin): RuleMatch {
  return { origin, path: method && grpcPath(method), headers: named(headers), query: [] };
}

function pathOf(kind: RulePath['kind'], value: string): RulePath {
  return { kind, value: kind === 'prefix' && value !== '/' ? value.replace(/\/$/, '') : value };
}

function grpcPath({ type = 'Exact', service, method }: NonNullable<GrpcRouteMatch['method']>): RulePath {
  if (service === undefined) {
    return { kind: 'regex', value: `/[^/]+/${method}` };
  }
  if (type === 'Exact') {
    return method === undefined ? { kind: 'prefix', value: `/${service}/` } : { kind: 'exact', value: `/${service}/${method}` };
  }
  return { kind: 'regex', value: `/${service}/${method ?? '.+'}` };
}

/** Of equal names the last one counts, as in a Go map. */
function named(matches: readonly Header[] = []): RuleNamedMatch[] {
  return [...new Map(matches.map(({ name, type, value }) => [name, { name, match: comparison(type, value) }])).values()];
}

function comparison(type: string | undefined, value: string): StringMatch {
  return type === 'RegularExpression' ? regularlyOrNever(value) : exactly(value);
}
