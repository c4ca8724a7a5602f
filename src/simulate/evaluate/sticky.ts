import { hashKey } from '../compile/traffic-policy';
import type { Message } from '../request';
import type { ClusterTable } from '../tables';

/** Whether all requests that are alike go to one pod: a load balancer goes by something that the request has (pilot/pkg/networking/core/route/route.go `hashPolicy`). */
export function isSticky({ key, destinationRules }: ClusterTable, { headers, path }: Message): boolean {
  const { httpHeaderName, httpCookie, httpQueryParameterName, useSourceIp = false } = hashKey(destinationRules, key) ?? {};
  return useSourceIp
    || (httpHeaderName !== undefined && headers.has(httpHeaderName))
    || (httpCookie !== undefined && headers.all('cookie').some((cookie) => cookie.split(/; */).some((each) => each.startsWith(`${httpCookie.name}=`))))
    || (httpQueryParameterName !== undefined && new URLSearchParams(path.split('?')[1] ?? '').has(httpQueryParameterName));
}
