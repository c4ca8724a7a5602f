import { checkCookieValue } from '../core/cookie';
import type { Site } from '../core/site';

/** RFC 6265 §4.1.1: an attribute's name is a token. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** Attributes that have a prop of their own; Envoy would write them twice. */
const OWN_PROPS: { readonly [attribute: string]: string } = { 'path': 'path', 'max-age': 'ttl' };

export function checkCookieAttribute(site: Site, attribute: string): string {
  site.check(TOKEN.test(attribute), { problem: 'has a name that is not a cookie attribute', got: attribute, fix: 'write for example SameSite or Secure' });
  const prop = OWN_PROPS[attribute.toLowerCase()];
  site.check(prop === undefined, { problem: `must not repeat ${prop}`, got: attribute, fix: `give ${prop} instead` });
  return attribute;
}

export function checkCookiePath(site: Site, path: string): string {
  site.check(path.startsWith('/'), { problem: 'must start with /', got: path, fix: 'write / for the whole host' });
  return checkCookieValue(site, path);
}
