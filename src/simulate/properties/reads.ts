import { quoteRegex } from '../../core/regex';
import type { Path } from '../../manifest/path';
import { claimPath } from '../authorize/claims';
import type { RuleVerdict } from '../authorize/decide';
import { FORWARDED_FOR } from '../forwarded-for';
import type { Outcome } from '../outcome';
import type { Step } from '../steps';
import type { RouteEntry, RouteMatch } from '../tables';
import { addressesApart } from './addresses';
import type { Field } from './fields';
import { affixRegex, ANYTHING, pathRegex, policyPathRegex, type Predicate, type Rewrite, textRegex } from './predicate';

/** A comparison that decided on the way of a request. */
export interface Read {
  readonly field: Field;
  readonly predicate: Predicate;
}

/** What stands between the request as it was sent and as a proxy compares it. */
interface Seen {
  readonly rewrites: readonly Rewrite[];
  /** Whether the host is still the caller's. */
  readonly hasOwnHost: boolean;
  /** What follows the host where the authority is compared: `:8080`. */
  readonly port: string;
}

/** Every comparison that was made of requests on their way, in order, from the steps alone. */
export function readsOf(outcomes: readonly Outcome[], port: string): readonly Read[] {
  return outcomes.flatMap(({ hops, unknown }) => {
    // Where the address is not told it is not known what compares it.
    const reads: Read[] = unknown === 'address' ? [read('address', '')] : [];
    let seen: Seen = { rewrites: [], hasOwnHost: true, port };
    for (const step of hops.flatMap(({ steps }) => steps)) {
      reads.push(...readsOfStep(step).flatMap((each) => asSent(each, seen)));
      seen = after(seen, step);
    }
    return reads;
  });
}

function after(seen: Seen, step: Step): Seen {
  if (step.kind !== 'rewrite') {
    return seen;
  }
  return step.field === 'host' ? { ...seen, hasOwnHost: false } : { ...seen, rewrites: [...seen.rewrites, rewriteOf(step.before, step.after)] };
}

/** What two paths do not end with in common is what was replaced. */
function rewriteOf(before: string, then: string): Rewrite {
  const [from, to] = [before, then].map((path) => path.replace(/\?.*/s, ''));
  let common = 0;
  while (common < Math.min(from.length, to.length) && from.at(-common - 1) === to.at(-common - 1)) {
    common++;
  }
  return { from: from.slice(0, from.length - common), to: to.slice(0, to.length - common) };
}

/** The comparison as one of what the caller sent; none where a proxy has put something else in its place. */
function asSent({ field, predicate }: Read, { rewrites, hasOwnHost, port }: Seen): readonly Read[] {
  switch (field) {
    case 'path': return [{ field, predicate: rewrites.reduceRight(throughRewrite, predicate) }];
    case 'authority': return hasOwnHost ? [{ field, predicate: { ...predicate, end: port } }] : [];
    default: return [{ field, predicate }];
  }
}

/** Of several rewrites one after the other: the last one's beginning is what the one before left. */
function throughRewrite(predicate: Predicate, { from, to }: Rewrite): Predicate {
  const later = predicate.rewrite;
  if (later === undefined) {
    return { ...predicate, rewrite: { from, to } };
  }
  return later.from.startsWith(to)
    ? { ...predicate, rewrite: { from: from + later.from.slice(to.length), to: later.to } }
    : { ...predicate, rewrite: { from, to: later.to + to.slice(later.from.length) } };
}

function readsOfStep(step: Step): readonly Read[] {
  switch (step.kind) {
    case 'route': return [
      ...step.lost.flatMap(({ route, verdict }) => readsOfMatch(route.match, verdict.field === 'path')),
      ...(step.route === undefined ? [] : [...readsOfMatch(step.route.match, false), ...readsOfCors(step.route)]),
    ];
    case 'authorize': return step.rules.flatMap(readsOfRule);
    case 'token': return [{ field: 'token', predicate: { regex: '' } }, ...PREFLIGHT];
    default: return [];
  }
}

function readsOfMatch({ path, method, authority, headers, query, claims }: RouteMatch, isPathOnly: boolean): readonly Read[] {
  const first: Read = { field: 'path', predicate: { regex: pathRegex(path) } };
  return isPathOnly ? [first] : [
    first,
    ...(method === undefined ? [] : [read('method', textRegex(method))]),
    ...(authority === undefined ? [] : [read('authority', textRegex(authority))]),
    ...headers.map(({ name, match }) => read(headerField(name), textRegex(match))),
    ...query.map(({ name, match }) => read(`query ${name}`, textRegex(match))),
    ...claims.flatMap(({ claim, match }) => claimReads(claim, textRegex(match))),
  ];
}

/** Preflights are answered on the way. */
const PREFLIGHT: readonly Read[] = [
  read('method', 'OPTIONS'), read('header origin', ANYTHING), read('header access-control-request-method', ANYTHING),
];

function readsOfCors({ cors }: RouteEntry): readonly Read[] {
  return cors === undefined ? [] : [...PREFLIGHT, ...cors.origins.map((origin) => read('header origin', textRegex(origin)))];
}

function readsOfRule({ rule, conditions }: RuleVerdict): readonly Read[] {
  return conditions.flatMap(({ path, wanted }) => readsOfCondition(keyOf(path, rule.policy.spec.rules ?? []), wanted));
}

/** `paths` for both `paths` and `notPaths`; the key of a `when`. */
function keyOf(path: Path, rules: readonly { readonly when?: readonly { readonly key: string }[] }[]): string {
  const [, , rule, part, item] = path;
  const last = String(path.at(-1));
  return part === 'when' ? rules[Number(rule)].when![Number(item)].key : last.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase());
}

/** What else is a comparison of the connection and not of the request is left out: callers and ports are tried one by one. */
export function readsOfCondition(key: string, wanted: readonly string[]): readonly Read[] {
  const [, name] = /\[(.*)\]$/.exec(key) ?? [];
  const all = (field: Field, regexOf: (pattern: string) => string = affixRegex) => wanted.map((pattern) => read(field, regexOf(pattern)));
  switch (key.replace(/\[.*/, '')) {
    case 'paths': return all('path', policyPathRegex);
    case 'methods': return all('method');
    case 'hosts': return all('authority', (pattern) => `(?i:${affixRegex(pattern)})`);
    case 'ipBlocks':
    case 'source.ip': return addressReads(wanted);
    case 'remoteIpBlocks':
    case 'remote.ip': return [...addressReads(wanted), ...addressesApart(wanted).map((address) => read(`header ${FORWARDED_FOR}`, quoteRegex(address)))];
    case 'request.headers': return all(headerField(name));
    case 'requestPrincipals':
    case 'request.auth.principal': return wanted.flatMap((pattern) => claimReads(['sub'], affixRegex(pattern.slice(pattern.lastIndexOf('/') + 1) || '*')));
    case 'request.auth.audiences': return [TOKEN];
    case 'request.auth.presenter': return wanted.flatMap((pattern) => claimReads(['azp'], affixRegex(pattern)));
    case 'request.auth.claims': return wanted.flatMap((pattern) => claimReads(claimPath(key.slice('request.auth.claims'.length)) ?? [], affixRegex(pattern)));
    default: return [];
  }
}

/** Of addresses a predicate is a block. */
function addressReads(blocks: readonly string[]): readonly Read[] {
  return blocks.map((block) => read('address', block));
}

const TOKEN: Read = { field: 'token', predicate: { regex: '' } };

function claimReads(claim: readonly string[], regex: string): readonly Read[] {
  return [TOKEN, ...(claim.length === 0 || claim[0] === 'iss' ? [] : [read(`claim ${claim.join('.')}`, regex)])];
}

/** Envoy's names of what is no header on the wire. */
const PSEUDO_HEADERS: Readonly<Record<string, Field>> = { ':method': 'method', ':path': 'path', ':authority': 'authority', 'host': 'authority' };

function headerField(name: string): Field {
  return PSEUDO_HEADERS[name.toLowerCase()] ?? `header ${name.toLowerCase()}`;
}

function read(field: Field, regex: string): Read {
  return { field, predicate: { regex } };
}

