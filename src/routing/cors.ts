import type { Duration } from 'cdk8s';
import { checkHeaderName, checkRouteMethod } from '../core/http';
import type { Site } from '../core/site';

/** Which web pages may call (filter CORS). Answered by the proxy: preflight requests do not reach the model server. */
export interface CorsPolicy {
  /** Origins of the pages: `https://app.example.com`, `https://*.example.com`, or `*`. */
  readonly allowOrigins: string[];
  /**
   * Methods that pages may use.
   * @default - GET, HEAD and POST, which need no permission
   */
  readonly allowMethods?: string[];
  /**
   * Headers that pages may send, `authorization` for instance.
   * @default - those that need no permission
   */
  readonly allowHeaders?: string[];
  /**
   * Headers of the answer that pages may read.
   * @default - those that need no permission
   */
  readonly exposeHeaders?: string[];
  /**
   * Pages may send cookies and other credentials.
   * @default false
   */
  readonly allowCredentials?: boolean;
  /**
   * How long a browser may remember the permission, whole seconds.
   * @default - 5 seconds, in HTTPRoutes and in browsers
   */
  readonly maxAge?: Duration;
}

export type CorsConfig = ReturnType<typeof renderCors>;

/** Gateway API CORSOrigin: scheme, host with at most a wildcard in front, port. */
const ORIGIN = /^(\*|https?:\/\/(\*|(\*\.)?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)(:[0-9]{1,5})?)$/;

/** Gateway API: each list has 64 items at most, and none twice. */
const MAX_ITEMS = 64;

/** The filter, as an HTTPRoute wants it. */
export function renderCors(site: Site, cors: CorsPolicy) {
  site.at('allowOrigins').check(cors.allowOrigins.length > 0, { problem: 'must not be empty', got: [], fix: "name the pages' origins" });
  cors.allowOrigins.forEach((origin, i) => site.at('allowOrigins', i).check(ORIGIN.test(origin), {
    problem: 'must be an origin: http or https and a host, without a path',
    got: origin,
    fix: "write 'https://app.example.com'",
  }));
  for (const prop of ['allowOrigins', 'allowMethods', 'allowHeaders', 'exposeHeaders'] as const) {
    checkList(site.at(prop), cors[prop] ?? []);
  }
  site.at('allowCredentials').check(!cors.allowCredentials || !cors.allowOrigins.includes('*'), {
    problem: 'would let every page of the web call with the cookies of its visitor',
    got: true,
    fix: 'name the origins, or leave it out',
  });
  cors.allowMethods?.forEach((method, i) => checkRouteMethod(site.at('allowMethods', i), method));
  for (const prop of ['allowHeaders', 'exposeHeaders'] as const) {
    cors[prop]?.forEach((name, i) => checkHeaderName(site.at(prop, i), name));
  }
  const maxAge = cors.maxAge?.toSeconds({ integral: false });
  site.at('maxAge').check(maxAge === undefined || (Number.isInteger(maxAge) && maxAge >= 1), {
    problem: 'must be whole seconds, 1 or more',
    got: maxAge,
    fix: 'round it',
  });
  return {
    allowOrigins: [...cors.allowOrigins],
    ...(cors.allowMethods?.length && { allowMethods: [...cors.allowMethods] }),
    ...(cors.allowHeaders?.length && { allowHeaders: [...cors.allowHeaders] }),
    ...(cors.exposeHeaders?.length && { exposeHeaders: [...cors.exposeHeaders] }),
    ...(cors.allowCredentials && { allowCredentials: true }),
    ...(maxAge !== undefined && { maxAge }),
  };
}

function checkList(site: Site, entries: readonly string[]): void {
  site.check(entries.length <= MAX_ITEMS, { problem: `must have ${MAX_ITEMS} entries at most`, got: entries.length, fix: 'use a wildcard' });
  site.check(new Set(entries).size === entries.length, { problem: 'names something twice', got: entries, fix: 'name it once' });
  site.check(!entries.includes('*') || entries.length === 1, { problem: 'must not name anything besides *', got: entries, fix: 'keep one of the two' });
}
