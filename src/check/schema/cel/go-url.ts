import { isIPv6 } from 'net';

const CONTROL_CHARACTER = /[\x00-\x1f\x7f]/;
const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;
const BROKEN_ESCAPE = /%(?![0-9a-fA-F]{2})/;
const PORT = /^(:[0-9]*)?$/;
const USER_INFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const BRACKETED_HOST = /^\[(.*)\]([^\]]*)$/;

/** Only some ASCII characters may stand in a host, and none but the percent sign may be escaped. */
const HOST = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\x00-\x7f]|%25|%[89a-fA-F][0-9a-fA-F])*$/;

/** Colons are refused in hosts of these only, for the sake of database URLs that list hosts. */
const STRICT_SCHEMES = ['http', 'https'];

/** The lower-case scheme of the URL, empty if it has none, or undefined if Go's `url.ParseRequestURI` refuses the text. */
export function schemeOfUrl(text: string): string | undefined {
  if (text === '*') {
    return '';
  }
  const scheme = SCHEME.exec(text)?.[1] ?? '';
  const [rest] = text.slice(scheme === '' ? 0 : scheme.length + 1).split('?');
  const accepted = !CONTROL_CHARACTER.test(text) && isHierarchyOrOpaque(scheme.toLowerCase(), rest);
  return accepted ? scheme.toLowerCase() : undefined;
}

function isHierarchyOrOpaque(scheme: string, rest: string): boolean {
  if (!rest.startsWith('/')) {
    return scheme !== '';
  }
  if (scheme === '' || !rest.startsWith('//')) {
    return !BROKEN_ESCAPE.test(rest);
  }
  const [authority] = rest.slice(2).split('/');
  return isAuthority(scheme, authority) && !BROKEN_ESCAPE.test(rest.slice(2 + authority.length));
}

function isAuthority(scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  return USER_INFO.test(user) && !BROKEN_ESCAPE.test(user) && isHost(scheme, authority.slice(at + 1));
}

function isHost(scheme: string, host: string): boolean {
  if (host.includes('[')) {
    const [, address, port] = BRACKETED_HOST.exec(host) ?? ['', '', ''];
    return !/%(?!25)/.test(address) && isIPv6(address.replace('%25', '%')) && PORT.test(port);
  }
  const colon = STRICT_SCHEMES.includes(scheme) ? host.indexOf(':') : host.lastIndexOf(':');
  return HOST.test(host) && (colon < 0 || PORT.test(host.slice(colon)));
}
