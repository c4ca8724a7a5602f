import type { HeaderLines, Observed } from './observed';
import type { Headers } from '../../src/simulate/headers';
import type { Outcome } from '../../src/simulate/outcome';

/** What proxies, the caller and the backends of the box write of themselves, which no manifest asks for. */
const THEIR_OWN = [
  /^x-envoy-/, /^x-box-/, /^x-b3-/, /^x-request-id$/, /^x-forwarded-(for|client-cert|proto)$/, /^accept-encoding$/, /^content-length$/, /^date$/, /^server$/,
  /^transfer-encoding$/, /^connection$/,
];

/** How what was observed differs from each of the ways that were foreseen; empty: it is one of them. */
export function differences(observed: Observed, foreseen: readonly Outcome[]): readonly string[] {
  const all = foreseen.filter(({ probability }) => !probability.isZero).map((outcome) => differ(observed, outcome));
  return all.reduce((best, each) => (each.length < best.length ? each : best));
}

function differ(observed: Observed, outcome: Outcome): readonly string[] {
  const { upstream } = outcome;
  const { answered, receipts = [] } = observed;
  const mirrored = new Set(outcome.mirrors.map(({ workload }) => `${workload.namespace}/${workload.name}`));
  const tries = receipts.filter(({ backend }) => !mirrored.has(`${backend.namespace}/${backend.name}`)).length;
  return [
    ...differing('broken off', observed.broken !== undefined, outcome.isBroken),
    ...differing('status', observed.status, outcome.status),
    ...differing('backend', answered && `${answered.backend.namespace}/${answered.backend.name}`, upstream && `${upstream.workload.namespace}/${upstream.workload.name}`),
    ...differing('tries', mirrored.size === 0 ? tries : outcome.tries, outcome.tries),
    ...(answered === undefined || upstream === undefined ? [] : [
      ...differing('upstream method', answered.method, upstream.message.method),
      ...differing('upstream path', answered.path, upstream.message.path),
      ...differing('upstream host', answered.host, upstream.message.authority),
      ...headerDifferences('upstream header', answered.headers, upstream.message.headers),
    ]),
    ...(observed.broken === undefined ? headerDifferences('response header', answer(observed), outcome.headers) : []),
  ];
}

/** Proxies describe the texts of their own answers, which the simulator does not know. */
function answer({ answered, headers = {} }: Observed): HeaderLines {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => answered !== undefined || name !== 'Content-Type'));
}

/** The lines of each header, in their order. */
function headerDifferences(what: string, lines: HeaderLines, headers: Headers): readonly string[] {
  const got = new Map(Object.entries(lines).map(([name, values]) => [name.toLowerCase(), values]));
  const names = new Set([...got.keys(), ...headers.entries.map(([name]) => name)]);
  return [...names].filter((name) => !THEIR_OWN.some((own) => own.test(name)))
    .flatMap((name) => differing(`${what} ${name}`, text(got.get(name)), text(headers.all(name))));
}

function text(values: readonly string[] = []): string {
  return JSON.stringify(values);
}

function differing<T>(what: string, got: T, foreseen: T): readonly string[] {
  return got === foreseen ? [] : [`${what}: Envoy ${String(got)}, the simulator ${String(foreseen)}`];
}
