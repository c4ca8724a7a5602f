import type { Duration } from 'cdk8s';
import { checkCookieAttribute, checkCookiePath } from './cookie';
import { MAX_INT32, renderSeconds } from './limits';
import type { DestinationRuleConsistentHash, DestinationRuleHttpCookie } from '../../imports/networking.istio.io';
import { checkCookieName, checkCookieValue } from '../core/cookie';
import { checkHeaderName } from '../core/http';
import type { Site } from '../core/site';

/** The cookie that a hash is taken of. */
export interface HashCookieOptions {
  /**
   * Envoy sets the cookie where a request has none, for so long (`ttl`), whole seconds; `Duration.seconds(0)` for a session cookie.
   * @default - Envoy sets no cookie: requests without one go to any endpoint
   */
  readonly ttl?: Duration;
  /**
   * The path of the cookie that Envoy sets (`path`). Needs `ttl`.
   * @default - none
   */
  readonly path?: string;
  /**
   * Further attributes of the cookie that Envoy sets (`attributes`), `{ SameSite: 'Strict', Secure: '' }` for instance. Needs `ttl`.
   * @default - none
   */
  readonly attributes?: { readonly [name: string]: string };
}

/** What requests to the same endpoint have in common (`consistentHash`). A request that lacks it goes to any endpoint. */
export class HashKey {
  /** The value of a header (`httpHeaderName`): a session, a tenant, a hash of the prompt's prefix. */
  public static header(name: string): HashKey {
    return new HashKey((site) => ({ httpHeaderName: checkHeaderName(site.at('header'), name) }));
  }

  /**
   * The value of a cookie (`httpCookie`).
   * @param name the cookie
   * @param options how Envoy sets it
   */
  public static cookie(name: string, options: HashCookieOptions = {}): HashKey {
    return new HashKey((site) => ({ httpCookie: renderCookie(site.at('cookie'), name, options) }));
  }

  /** The address that the proxy takes for the client's (`useSourceIp`). The only one that works for TCP. */
  public static sourceIp(): HashKey {
    return new HashKey(() => ({ useSourceIp: true }));
  }

  /** The value of a query parameter (`httpQueryParameterName`). */
  public static queryParameter(name: string): HashKey {
    return new HashKey((site) => {
      site.at('queryParameter').check(name !== '', { problem: 'must be the name of a query parameter', got: name, fix: 'write for example \'session\'' });
      return { httpQueryParameterName: name };
    });
  }

  private constructor(private readonly render: (site: Site) => DestinationRuleConsistentHash) {}

  /** @internal */
  public _render(site: Site): DestinationRuleConsistentHash {
    return this.render(site);
  }
}

/** Without a ttl Envoy never writes the cookie, so nothing that belongs to writing one has an effect. */
const NEEDS_TTL = ['path', 'attributes'] as const;

function renderCookie(site: Site, name: string, options: HashCookieOptions): DestinationRuleHttpCookie {
  for (const prop of NEEDS_TTL) {
    site.at(prop).check(options.ttl !== undefined || options[prop] === undefined, {
      problem: 'has no effect without ttl, since Envoy then sets no cookie',
      fix: 'give ttl, Duration.seconds(0) for a session cookie, or leave this out',
    });
  }
  return {
    name: checkCookieName(site.at('name'), name),
    ttl: renderSeconds(site.at('ttl'), options.ttl, 0, MAX_INT32),
    path: options.path === undefined ? undefined : checkCookiePath(site.at('path'), options.path),
    attributes: options.attributes && Object.entries(options.attributes).map(([attribute, value]) => ({
      name: checkCookieAttribute(site.at('attributes'), attribute),
      value: checkCookieValue(site.at('attributes', attribute), value),
    })),
  };
}
