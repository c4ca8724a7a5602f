import type { HttpRouteMatch } from '../../../imports/gateway.networking.k8s.io';

interface Named {
  readonly name: string;
  readonly type?: string;
  readonly value?: string;
}

/** Equal for matches that take the same requests. A prefix is one of path segments, so that a slash at its end says nothing. */
export function matchKey({ path = {}, method = '', headers = [], queryParams = [] }: HttpRouteMatch): string {
  const { type = 'PathPrefix', value = '/' } = path;
  const prefix = type === 'PathPrefix' ? value.replace(/(.)\/+$/, '$1') : value;
  const ofHeaders = conditions(headers.map((header) => ({ ...header, name: header.name.toLowerCase() })));
  return JSON.stringify([type, prefix, method, ofHeaders, conditions(queryParams)]);
}

/** Of equal names the first counts (Gateway API v1.6, HTTPHeaderMatch). */
function conditions(list: readonly Named[]): string[] {
  return list.filter(({ name }, i) => list.findIndex((other) => other.name === name) === i)
    .map(({ name, type = 'Exact', value = '' }) => JSON.stringify([name, type, value])).sort();
}
