import type { Site } from '../core/site';

/** RFC 6265 §4.1.1: a cookie's name and an attribute's name are tokens. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
/** RFC 6265 §4.1.1: anything but control characters and the separator. */
const VALUE = /^[\x20-\x3a\x3c-\x7e]*$/;

/** Attributes that have a prop of their own; Envoy would write them twice. */
const OWN_PROPS: { readonly [attribute: string]: string } = { 'path': 'path', 'max-age': 'ttl' };

export function checkCookieName(site: Site, name: string): string {
  site.check(TOKEN.test(name), { problem: 'must be the name of a cookie: letters, digits, - and _ mostly', got: name, fix: 'write for example \'session\'' });
  return name;
}

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

export function checkCookieValue(site: Site, value: string): string {
  site.check(VALUE.test(value), { problem: 'must not contain ; or control characters', got: value, fix: 'leave them out' });
  return value;
}
