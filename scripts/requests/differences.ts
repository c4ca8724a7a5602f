import { callerOf, type HeaderLines, type Observed, type Receipt } from './observed';
import type { Headers } from '../../src/simulate/headers';
import type { Outcome } from '../../src/simulate/outcome';

/** What proxies, the caller and the backends of the box write of themselves, which no manifest asks for. */
const THEIR_OWN = [
  /^x-envoy-/, /^x-box-/, /^x-b3-/, /^x-request-id$/, /^x-forwarded-(for|client-cert|proto)$/, /^accept-encoding$/, /^content-length$/, /^date$/, /^server$/,
  /^transfer-encoding$/, /^connection$/, /^trailer$/, /^grpc-(status|message|timeout)$/,
];

/** What depends on the moment and on a key: that it is there is compared. */
const SIGNED = ['authorization', 'x-payload'];

/** How much earlier than foreseen an answer may come, in milliseconds: clocks are read at different moments. */
const EARLY = 50;

/** How what was observed differs from each of the ways that were foreseen; empty: it is one of them. */
export function differences(observed: Observed, foreseen: readonly Outcome[]): readonly string[] {
  const all = foreseen.filter(({ probability }) => !probability.isZero).map((outcome) => differ(observed, outcome));
  return all.reduce((best, each) => (each.length < best.length ? each : best));
}

function differ(observed: Observed, outcome: Outcome): readonly string[] {
  const { upstream } = outcome;
  const { answered, receipts = [], checks = [], seconds } = observed;
  return [
    ...differing('broken off', observed.broken !== undefined, outcome.isBroken),
    ...differing('status', observed.status, outcome.status),
    ...differing('gRPC status', observed.grpc, outcome.grpc),
    ...differing('backend', answered && nameOf(answered.backend), upstream && nameOf(upstream.workload)),
    ...receiptDifferences(receipts, outcome),
    ...differing('authorizers', namesOf(checks.map(({ backend }) => nameOf(backend))), namesOf(askedBy(outcome))),
    ...(seconds * 1000 < outcome.time - EARLY ? [`time: Envoy ${seconds} s, the simulator ${outcome.time / 1000} s`] : []),
    ...(answered === undefined || upstream === undefined ? [] : [
      ...differing('upstream method', answered.method, upstream.message.method),
      ...differing('upstream path', answered.path, upstream.message.path),
      ...differing('upstream host', answered.host, upstream.message.authority),
      ...differing('upstream protocol', answered.protocol, protocolOf(upstream.message)),
      ...differing('upstream caller', callerOf(answered), upstream.caller === undefined ? 'none' : nameOf(upstream.caller)),
      ...headerDifferences('upstream header', answered.headers, upstream.message.headers),
    ]),
    ...(observed.broken === undefined ? headerDifferences('response header', answer(observed), described(outcome)) : []),
  ];
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

function nameOf({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

function namesOf(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}

function askedBy({ hops }: Outcome): readonly string[] {
  return hops.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'ask' && step.authorizer !== undefined ? [nameOf(step.authorizer)] : []));
}

function protocolOf({ protocol, isDowngraded }: NonNullable<Outcome['upstream']>['message']): string {
  return protocol === 'http1' || (protocol === 'grpc' && isDowngraded) ? 'HTTP/1.1' : 'HTTP/2.0';
}

/** How often each workload received the request: as often as it was tried, and once more for each copy that was sent. */
function receiptDifferences(receipts: readonly Receipt[], { received, mirrors }: Outcome): readonly string[] {
  const seen = receipts.map(({ backend }) => nameOf(backend));
  const names = new Set([...seen, ...Object.keys(received), ...mirrors.map(({ workload }) => nameOf(workload))]);
  return [...names].flatMap((name) => {
    const count = seen.filter((each) => each === name).length;
    const copies = mirrors.filter(({ workload, share }) => nameOf(workload) === name && !share.isZero);
    const least = (received[name] ?? 0) + copies.filter(({ share }) => share.isOne).length;
    const most = (received[name] ?? 0) + copies.length;
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    return count >= least && count <= most ? [] : [`receipts of ${name}: Envoy ${count}, the simulator ${wanted}`];
  });
}

/** Proxies describe the texts of their own answers, of which the simulator knows those of failures. */
function answer({ answered, headers = {} }: Observed): HeaderLines {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => answered !== undefined || name !== 'Content-Type'));
}

function described({ upstream, headers }: Outcome): Headers {
  return upstream === undefined ? headers.remove('content-type') : headers;
}

/** The lines of each header, in their order. */
function headerDifferences(what: string, lines: HeaderLines, headers: Headers): readonly string[] {
  const got = new Map(Object.entries(lines).map(([name, values]) => [name.toLowerCase(), values]));
  const names = new Set([...got.keys(), ...headers.entries.map(([name]) => name)]);
  return [...names].filter((name) => !THEIR_OWN.some((own) => own.test(name)))
    .flatMap((name) => differing(`${what} ${name}`, text(name, got.get(name)), text(name, headers.all(name))));
}

function text(name: string, values: readonly string[] = []): string {
  return SIGNED.includes(name) ? `${values.length} lines` : JSON.stringify(values);
}

function differing<T>(what: string, got: T, foreseen: T): readonly string[] {
  return got === foreseen ? [] : [`${what}: Envoy ${String(got)}, the simulator ${String(foreseen)}`];
}
