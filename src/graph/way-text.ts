import type { Fraction } from '../simulate/fraction';
import type { StringMatch } from '../simulate/string-match';
import type { PathMatch, RouteMatch } from '../simulate/tables';

/** What a rule wants besides a path: `x-model-version: v2`. */
export interface Condition {
  readonly name: string;
  readonly value: string;
}

/** The conditions of a match, one a line of the manifest. */
export function conditionsOf({ method, authority, scheme, headers, query, claims }: RouteMatch): readonly Condition[] {
  return [
    ...(method === undefined ? [] : [{ name: '', value: stringText(method) }]),
    ...(scheme === undefined ? [] : [{ name: '', value: stringText(scheme) }]),
    ...(authority === undefined ? [] : [{ name: 'host: ', value: stringText(authority) }]),
    ...headers.map(({ name, match, inverted }) => ({ name: `${notText(inverted)}${name}: `, value: cookieIn(match) ?? stringText(match) })),
    ...query.map(({ name, match }) => ({ name: `?${name}=`, value: stringText(match) })),
    ...claims.map(({ claim, match, inverted }) => ({ name: `${notText(inverted)}claim ${claim.join('.')}: `, value: stringText(match) })),
  ];
}

export function conditionText({ name, value }: Condition): string {
  return `${name}${value}`;
}

function notText(inverted = false): string {
  return inverted ? 'not ' : '';
}

/** What an expression looks for that passes over other cookies (core's HeaderMatch.cookie). */
const AMONG_COOKIES = /^\(\.\*;\[ \\t\]\*\)\?(.+?)\(\[ \\t\]\*;\.\*\)\?$/;

function cookieIn({ kind, value }: StringMatch): string | undefined {
  return kind === 'regex' ? AMONG_COOKIES.exec(value)?.[1] : undefined;
}

const PATH_TEXTS: Readonly<Record<PathMatch['kind'], (value: string) => string>> = {
  exact: (value) => value,
  prefix: (value) => `${value}*`,
  segments: (value) => `${value.replace(/\/$/, '')}/*`,
  regex: (value) => `~${value}`,
};

export function pathText({ kind, value }: PathMatch): string {
  return PATH_TEXTS[kind](value);
}

const STRING_TEXTS: Readonly<Record<StringMatch['kind'], (value: string) => string>> = {
  exact: (value) => value,
  prefix: (value) => `${value}*`,
  suffix: (value) => `*${value}`,
  contains: (value) => `*${value}*`,
  regex: (value) => `~${value}`,
  present: () => '*',
};

function stringText({ kind, value }: StringMatch): string {
  return STRING_TEXTS[kind](value);
}

const PERCENT = 100;

/** `90 %`, and nothing for all of it. */
export function shareText(share: Fraction): string {
  return share.isOne ? '' : `${Number((share.toNumber() * PERCENT).toFixed(2))} %`;
}
