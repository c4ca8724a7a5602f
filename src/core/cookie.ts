import type { Site } from './site';

/** RFC 6265 §4.1.1: a cookie's name is a token. */
const NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
/** RFC 6265 §4.1.1: anything but control characters and the separator. */
const VALUE = /^[\x20-\x3a\x3c-\x7e]*$/;

export function checkCookieName(site: Site, name: string): string {
  site.check(NAME.test(name), { problem: 'must be the name of a cookie: letters, digits, - and _ mostly', got: name, fix: 'write for example \'session\'' });
  return name;
}

export function checkCookieValue(site: Site, value: string): string {
  site.check(VALUE.test(value), { problem: 'must not contain ; or control characters', got: value, fix: 'leave them out' });
  return value;
}
