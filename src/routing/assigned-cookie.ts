import type { Duration } from 'cdk8s';
import type { RuleBackend } from './rule';
import { HeaderMatch } from '../core/match/header-match';
import type { HeaderMatchConfig } from '../core/match/header-match';
import type { Site } from '../core/site';

/** A cookie that remembers which version answered. */
export interface AssignedCookie {
  /** The cookie as this version's answers set it. */
  readonly setBy: (version: string) => Partial<RuleBackend>;
  /** The cookie as the caller sends it back. */
  readonly sentFor: (version: string) => HeaderMatchConfig;
}

/** RFC 6265 token, without what a regular expression or a browser might take amiss. */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_]{0,62}[A-Za-z0-9])?$/;

export function cookieFor(site: Site, props: { readonly assignCookie?: string; readonly assignCookieMaxAge?: Duration }): AssignedCookie | undefined {
  const { assignCookie: name } = props;
  if (name === undefined) {
    return undefined;
  }
  site.at('assignCookie').check(NAME.test(name), {
    problem: 'must be a cookie name of 1 to 64 letters, digits, - and _',
    got: name,
    fix: "write for example 'model-version'",
  });
  const seconds = props.assignCookieMaxAge?.toSeconds({ integral: false });
  site.at('assignCookieMaxAge').check(seconds === undefined || (Number.isInteger(seconds) && seconds > 0), {
    problem: 'must be whole seconds, 1 or more',
    got: seconds,
    fix: 'leave it out for a cookie of the browser session',
  });
  const attributes = `Path=/${seconds === undefined ? '' : `; Max-Age=${seconds}`}; HttpOnly; SameSite=Lax`;
  return {
    setBy: (version) => ({ responseHeaders: { add: { 'set-cookie': `${name}=${version}; ${attributes}` } } }),
    sentFor: (version) => HeaderMatch.cookie(name, version)._bind(site.at('assignCookie')),
  };
}
