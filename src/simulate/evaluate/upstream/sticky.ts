import { hashKey } from '../../compile/traffic-policy';
import type { Message } from '../../request';
import type { ClusterTable } from '../../tables';

/** Whether all requests that are alike go to one pod: a load balancer goes by something that the request has (pilot/pkg/networking/core/route/route.go `hashPolicy`). */
export function isSticky({ key, rule }: ClusterTable, { headers, path }: Message): boolean {
  const { httpHeaderName, httpCookie, httpQueryParameterName, useSourceIp = false } = hashKey(rule, key) ?? {};
  return useSourceIp
    || (httpHeaderName !== undefined && headers.has(httpHeaderName))
    || (httpCookie !== undefined && headers.all('cookie').some((cookie) => cookie.split(/; */).some((each) => each.startsWith(`${httpCookie.name}=`))))
    || (httpQueryParameterName !== undefined && new URLSearchParams(path.split('?')[1] ?? '').has(httpQueryParameterName));
}

/** Whether all tries of one request have the same hash: a cookie that the proxy sets is made of the addresses of the connection. */
export function hasHash(cluster: ClusterTable, message: Message): boolean {
  return isSticky(cluster, message) || hashKey(cluster.rule, cluster.key)?.httpCookie?.ttl !== undefined;
}
