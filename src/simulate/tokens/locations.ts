import type { RequestAuthenticationJwtRule } from '../../../imports/security.istio.io';
import type { Message } from '../request';

/** A place of a request where a token was found. */
export interface Found {
  readonly text: string;
  /** The request without it. */
  readonly removed: (message: Message) => Message;
}

/** Where a rule looks that does not say (Envoy source/extensions/filters/http/jwt_authn/extractor.cc). */
const USUAL_HEADERS = [{ name: 'authorization', prefix: 'Bearer ' }];
const USUAL_PARAMS = ['access_token'];

/** The tokens that a rule finds, in the order in which Envoy does: headers, parameters, cookies. */
export function tokensFor(rule: RequestAuthenticationJwtRule, message: Message): readonly Found[] {
  const { fromHeaders = [], fromParams = [], fromCookies = [] } = rule;
  const isUsual = fromHeaders.length === 0 && fromParams.length === 0 && fromCookies.length === 0;
  return [
    ...(isUsual ? USUAL_HEADERS : fromHeaders).flatMap(({ name, prefix = '' }) => inHeader(name, prefix, message)),
    ...(isUsual ? USUAL_PARAMS : fromParams).flatMap((name) => inParameter(name, message)),
    ...fromCookies.flatMap((name) => inCookie(name, message)),
  ];
}

function inHeader(name: string, prefix: string, { headers }: Message): readonly Found[] {
  const removed = (message: Message) => ({ ...message, headers: message.headers.remove(name) });
  return headers.all(name).filter((value) => value.includes(prefix)).map((value) => (
    { text: prefix === '' ? value : afterPrefix(value, prefix), removed }));
}

/** What is no letter of a token is passed over. */
function afterPrefix(value: string, prefix: string): string {
  const rest = value.slice(value.indexOf(prefix) + prefix.length);
  const start = rest.search(/[\w.-]/);
  return start < 0 ? value : rest.slice(start);
}

function inParameter(name: string, { path }: Message): readonly Found[] {
  const [plain, query] = divided(path);
  const text = new URLSearchParams(query).get(name);
  const removed = (message: Message) => {
    const rest = query.split('&').filter((pair) => decodeURIComponent(pair.split('=')[0]) !== name).join('&');
    return { ...message, path: rest === '' ? plain : `${plain}?${rest}` };
  };
  return text === null ? [] : [{ text, removed }];
}

/** A cookie stays where it is. */
function inCookie(name: string, { headers }: Message): readonly Found[] {
  const pairs = headers.all('cookie').flatMap((value) => value.split(';')).map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? [] : [{ text: found.slice(name.length + 1), removed: (message) => message }];
}

function divided(path: string): readonly [string, string] {
  const start = path.indexOf('?');
  return start < 0 ? [path, ''] : [path.slice(0, start), path.slice(start + 1)];
}
