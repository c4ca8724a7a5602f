import * as fc from 'fast-check';
import type { Send } from '../../../src/cli/cases/case';
import { maybe } from '../values';
import type { Aim, Asked, NamedValue } from './configuration';
import { HEADER_EDGES, HOST_EDGES, PATH_EDGES, QUERY_EDGES } from './edges';
import { failing } from './failing-backends';
import { METHODS } from './vocabulary';

/** How often a part of a request is not as the match wants it, in percent. */
const ODD = 25;

/** How often backends do not just answer, in percent, where nothing makes them interesting. */
const FAILING = 6;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Requests, each for one of the aims or just beside it; now and then some of these backends fail. */
export function requestsFor(aims: readonly Aim[], backends: readonly string[], count: number): fc.Arbitrary<Asked[]> {
  return fc.array(fc.constantFrom(...aims).chain((aim) => asked(aim, backends)), { minLength: count, maxLength: count });
}

function asked(aim: Aim, workloads: readonly string[]): fc.Arbitrary<Asked> {
  return request(aim).chain((send) => maybe(failing(workloads, send.protocol ?? 'http1'), aim.failing ?? FAILING)
    .map((backends) => ({ send, ...(backends && { backends }) })));
}

function request(aim: Aim): fc.Arbitrary<Send> {
  return fc.record({
    source: fc.constantFrom(...(aim.sources ?? [undefined])),
    host: fc.constantFrom(...aim.hosts).chain((host) => (aim.keepsHosts ? sameHost(host) : hostOf(host))),
    port: fc.constantFrom(...aim.ports),
    writesPort: fc.boolean(),
    path: pathOf(aim.path),
    query: fc.tuple(...aim.query.map(parameter)).map((parts) => parts.flat()),
    headers: fc.tuple(...aim.headers.map(header)).map((lines) => lines.flat()),
    method: methodOf(aim.method),
    protocol: fc.constantFrom(...(aim.protocols ?? ['http1' as const])),
    token: maybe(fc.constantFrom(...(aim.tokens ?? [undefined])), 80),
  }).map(({ source, host, port, writesPort, path, query, headers, method, protocol, token }) => {
    const scheme = aim.securePorts?.includes(port) ? 'https' : 'http';
    return {
      ...(source !== undefined && { source }),
      ...(protocol !== 'http1' && { protocol }),
      ...(protocol === 'grpc' ? { method: 'POST' } : method !== 'GET' && { method }),
      url: `${scheme}://${host}${writesPort || port !== DEFAULT_PORTS[scheme] ? `:${port}` : ''}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
      ...(headers.length > 0 && { headers }),
      ...(token !== undefined && { token }),
    };
  });
}

function hostOf(host: string): fc.Arbitrary<string> {
  return odd(12, fc.constantFrom(...HOST_EDGES)).map((edge) => edge?.(host) ?? host);
}

function sameHost(host: string): fc.Arbitrary<string> {
  return odd(5, fc.constant(host.toUpperCase())).map((edge) => edge ?? host);
}

/** A path may end in a question mark without a query. */
function pathOf(path: string): fc.Arbitrary<string> {
  return fc.tuple(odd(50, fc.constantFrom(...PATH_EDGES)), odd(3, fc.constant('?')))
    .map(([edge, end]) => `${edge?.(path) ?? path}${path.includes('?') ? '' : end ?? ''}`)
    .map((written) => (written.startsWith('/') || written === '' ? written : `/${written}`));
}

function methodOf(wanted: string | undefined): fc.Arbitrary<string> {
  return wanted === undefined
    ? fc.oneof({ weight: 4, arbitrary: fc.constant('GET') }, { weight: 1, arbitrary: fc.constantFrom(...METHODS) })
    : odd(ODD, fc.constantFrom(...METHODS)).map((method) => method ?? wanted);
}

function header({ name, value }: NamedValue): fc.Arbitrary<(readonly [string, string])[]> {
  return odd(ODD, fc.constantFrom(...HEADER_EDGES)).map((edge) => (edge?.(value) ?? [value]).map((line) => [name, line] as const));
}

function parameter({ name, value }: NamedValue): fc.Arbitrary<readonly string[]> {
  const written = value.replace(/ /g, '%20');
  return odd(ODD, fc.constantFrom(...QUERY_EDGES)).map((edge) => edge?.(name, written) ?? [`${name}=${written}`]);
}

function odd<T>(percent: number, edge: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return maybe(edge, percent);
}
