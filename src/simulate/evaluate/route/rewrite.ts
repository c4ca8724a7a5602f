import { withoutQuery } from './normalize';
import { replaceMatches } from '../../../core/regex';
import { type Message, schemeOf } from '../../request';
import type { PathMatch, PathRewrite, Redirect } from '../../tables';

/** The path after a rewrite, with its query. */
export function rewritePath(path: string, match: PathMatch, { kind, regex, value }: PathRewrite): string {
  const plain = withoutQuery(path);
  const query = path.slice(plain.length);
  return kind === 'regex' ? replaceMatches(plain, regex!, value) + query : replacePrefix(plain, match, value) + query;
}

/** What matched is replaced: a prefix, or else the whole path (Envoy, `RouteEntryImplBase::rewritePathHeader`). */
function replacePrefix(plain: string, { kind, value }: PathMatch, replacement: string): string {
  return kind === 'prefix' || kind === 'segments' ? replacement + plain.slice(value.length) : replacement;
}

/** Where a redirect leads (Envoy, `RouteEntryImplBase::newUri`). */
export function location({ scheme, host, port, path, prefix, keepsPort = false }: Redirect, match: PathMatch, message: Message): string {
  const target = scheme ?? schemeOf(message);
  const authority = host || (keepsPort ? message.authority : ownHost(message, target, port !== undefined));
  return `${target}://${authority}${port === undefined ? '' : `:${port}`}${newPath(message.path, match, path, prefix)}`;
}

/** The host of the request, without its port where another one is set, or where it was the usual one of the scheme that is left. */
function ownHost(message: Message, target: string, hasPort: boolean): string {
  const { authority } = message;
  const scheme = schemeOf(message);
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(authority)!;
  const isUsual = target !== scheme && port === { http: '80', https: '443' }[scheme];
  return hasPort || isUsual ? host : authority;
}

function newPath(path: string, match: PathMatch, replacement: string | undefined, prefix: string | undefined): string {
  const plain = withoutQuery(path);
  const query = path.slice(plain.length);
  if (prefix) {
    return replacePrefix(plain, match, prefix) + query;
  }
  if (!replacement) {
    return path;
  }
  return replacement.includes('?') ? replacement : replacement + query;
}
