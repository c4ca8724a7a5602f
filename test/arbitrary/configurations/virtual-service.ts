import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim, NamedValue } from './configuration';
import { browserAims, corsPolicy } from './cors';
import { virtualServiceLimits, withFailures } from './limits';
import { virtualServiceMirrors } from './mirrors';
import { HEADERS, METHODS, PARAMETERS, PATH_EXPRESSIONS, PATHS, VALUE_EXPRESSIONS, VALUES } from './vocabulary';

/** What rules of a VirtualService may draw. */
export interface VirtualServiceWorld {
  readonly destinations: readonly object[];
  readonly namespaces: readonly string[];
  /** By which matches may name proxies. */
  readonly gateways: readonly string[];
}

/** A rule of a VirtualService, and what its matches take. */
export interface DrawnHttp {
  readonly http: object;
  readonly aims: readonly MatchAim[];
}

interface Drawn {
  readonly written: object;
  readonly aim: string;
}

/** The rules of a VirtualService; those behind one without a match are there, too. */
export function virtualServiceRules(world: VirtualServiceWorld): fc.Arbitrary<readonly DrawnHttp[]> {
  return fc.array(http(world), { minLength: 1, maxLength: 4 });
}

function http(world: VirtualServiceWorld): fc.Arbitrary<DrawnHttp> {
  return fc.record({
    matches: maybe(fc.array(match(world), { minLength: 1, maxLength: 3 }), 80).map((drawn = []) => drawn),
    action: action(world),
    limits: virtualServiceLimits(),
    cors: maybe(corsPolicy(), 12),
  }).map(({ matches, action: drawn, limits, cors }) => {
    const taken = withFailures(matches.length === 0 ? [{ path: '/', headers: [], query: [] }] : matches.map(({ aim }) => aim), limits);
    return {
      http: {
        ...(matches.length > 0 && { match: matches.map((each) => each.written) }), ...drawn, ...limits, ...(cors && { corsPolicy: cors.written }),
      },
      aims: cors === undefined ? taken : browserAims(taken, cors),
    };
  });
}

function match({ namespaces, gateways }: VirtualServiceWorld): fc.Arbitrary<{ readonly written: object; readonly aim: MatchAim }> {
  return fc.record({
    uri: maybe(uri(), 75),
    ignoreUriCase: maybe(fc.boolean(), 20),
    method: maybe(text(METHODS.slice(0, 4).map((method) => ({ written: { exact: method }, aim: method }))), 20),
    headers: maybe(named(HEADERS), 25),
    withoutHeaders: maybe(named(HEADERS), 15),
    queryParams: maybe(named(PARAMETERS), 20),
    sourceNamespace: maybe(fc.constantFrom(...namespaces), 8),
    sourceLabels: maybe(fc.constantFrom({ app: 'caller-caller' }, { app: 'nobody' }), 5),
    port: maybe(fc.constantFrom(80, 8080), 8),
    scheme: maybe(fc.constantFrom({ exact: 'http' }, { exact: 'https' }), 6),
    gateways: maybe(fc.constantFrom(...gateways).map((each) => [each]), 8),
  }).map(({ uri: path, method, headers, withoutHeaders, queryParams, ...plain }) => ({
    written: present({
      ...plain,
      uri: path?.written,
      method: method?.written,
      headers: headers && written(headers),
      withoutHeaders: withoutHeaders && written(withoutHeaders),
      queryParams: queryParams && written(queryParams),
    }),
    aim: {
      path: path?.aim ?? '/',
      method: method?.aim,
      headers: [...aims(headers), ...aims(withoutHeaders).map(({ name, value }) => ({ name, value: `${value}y` }))],
      query: aims(queryParams),
    },
  })).filter((drawn) => Object.keys(drawn.written).length > 0);
}

function uri(): fc.Arbitrary<Drawn> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PATHS).map((path) => ({ written: { prefix: path }, aim: path })) },
    { weight: 2, arbitrary: fc.constantFrom(...PATHS).map((path) => ({ written: { exact: path }, aim: path })) },
    { weight: 1, arbitrary: fc.constantFrom(...PATH_EXPRESSIONS).map(([regex, aim]) => ({ written: { regex }, aim })) },
  );
}

interface DrawnNamed {
  readonly name: string;
  readonly drawn: Drawn;
}

function named(names: readonly string[]): fc.Arbitrary<DrawnNamed[]> {
  return fc.uniqueArray(fc.record({ name: fc.constantFrom(...names.map((name) => name.toLowerCase())), drawn: comparison() }), {
    minLength: 1, maxLength: 2, selector: ({ name }) => name,
  });
}

function written(drawn: readonly DrawnNamed[]): object {
  return Object.fromEntries(drawn.map(({ name, drawn: { written: value } }) => [name, value]));
}

function aims(drawn: readonly DrawnNamed[] = []): NamedValue[] {
  return drawn.map(({ name, drawn: { aim } }) => ({ name, value: aim }));
}

function comparison(): fc.Arbitrary<Drawn> {
  return fc.oneof(
    { weight: 3, arbitrary: text(VALUES.map((value) => ({ written: { exact: value }, aim: value }))) },
    { weight: 1, arbitrary: text(['a', 'v'].map((value) => ({ written: { prefix: value }, aim: `${value}1` }))) },
    { weight: 1, arbitrary: text(VALUE_EXPRESSIONS.map(([regex, value]) => ({ written: { regex }, aim: value }))) },
  );
}

function text(values: readonly Drawn[]): fc.Arbitrary<Drawn> {
  return fc.constantFrom(...values);
}

/** What is done with the request: it is forwarded mostly. */
function action(world: VirtualServiceWorld): fc.Arbitrary<object> {
  return fc.oneof(
    { weight: 10, arbitrary: forward(world) },
    { weight: 1, arbitrary: redirect().map((drawn) => ({ redirect: drawn })) },
    { weight: 1, arbitrary: fc.constantFrom(200, 404, 503).map((status) => ({ directResponse: { status } })) },
  );
}

function forward({ destinations }: VirtualServiceWorld): fc.Arbitrary<object> {
  const target = fc.record({ destination: fc.constantFrom(...destinations), headers: maybe(headerChanges(), 15) }).map(present);
  const several = fc.array(fc.tuple(target, fc.constantFrom(0, 1, 9)), { minLength: 2, maxLength: 3 })
    .filter((drawn) => drawn.some(([, weight]) => weight > 0))
    .map((drawn) => drawn.map(([one, weight]) => ({ ...one, weight })));
  return fc.record({
    route: fc.oneof({ weight: 3, arbitrary: target.map((one) => [one]) }, { weight: 1, arbitrary: several }),
    rewrite: maybe(rewrite(), 25),
    headers: maybe(headerChanges(), 25),
    fault: maybe(fault(), 15),
    mirrors: maybe(virtualServiceMirrors(destinations), 12),
  }).map(({ mirrors, ...drawn }) => ({ ...present(drawn), ...mirrors }));
}

function rewrite(): fc.Arbitrary<object> {
  return fc.oneof(
    fc.record({ uri: maybe(fc.constantFrom('/', '/new', '/new/', '/v1'), 80), authority: maybe(fc.constant('rewritten.example.com'), 40) })
      .map(present).filter((drawn) => Object.keys(drawn).length > 0),
    fc.constantFrom<object>(
      { uriRegexRewrite: { match: '^/v1/(.*)$', rewrite: '/\\1/x' } },
      { uriRegexRewrite: { match: 'models', rewrite: 'm' } },
      { uriRegexRewrite: { match: '/+', rewrite: '/' } },
    ),
  );
}

function redirect(): fc.Arbitrary<object> {
  return fc.record({
    uri: maybe(fc.constantFrom('/', '/full', '/full/'), 60),
    authority: maybe(fc.constant('elsewhere.example.com'), 50),
    scheme: maybe(fc.constantFrom('http', 'https'), 30),
    port: maybe(fc.constantFrom(80, 443, 8443), 30),
    redirectCode: maybe(fc.constantFrom(301, 302, 303, 307, 308), 50),
  }).map(present).filter((drawn) => 'uri' in drawn || 'authority' in drawn);
}

function headerChanges(): fc.Arbitrary<object> {
  return fc.record({ request: maybe(operations(['x-a', 'x-b', 'x-set', 'user-agent']), 70), response: maybe(operations(['x-answer', 'x-set']), 50) })
    .map(present).filter((drawn) => Object.keys(drawn).length > 0);
}

function operations(names: readonly string[]): fc.Arbitrary<object> {
  const values = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', 'a b', 'v1'), { minKeys: 1, maxKeys: 2 });
  return fc.record({
    set: maybe(values, 50), add: maybe(values, 50), remove: maybe(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }), 40),
  }).map(present).filter((drawn) => Object.keys(drawn).length > 0);
}

/** Always or never, so that answers are certain; a delay short enough for a thousand requests. */
function fault(): fc.Arbitrary<object> {
  return fc.tuple(fc.constantFrom(418, 503), fc.constantFrom(100, 0))
    .map(([httpStatus, value]) => ({ abort: { httpStatus, percentage: { value } } }));
}

function present(drawn: object): object {
  return Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined));
}
