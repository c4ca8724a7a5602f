import type { Callers } from './callers';
import type { Field } from './fields';
import type { RequestFilter } from './filter';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, SERVICE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { nameOf } from '../request';

/** What a judgement does not look at. */
export interface Blindness {
  readonly index: ManifestIndex;
  readonly filter: RequestFilter;
  readonly callers: Callers;
  /** Fields whose values could not be told apart completely. */
  readonly sampled: ReadonlySet<Field>;
}

/** A text for each limit that there is here. */
const LIMITS: readonly ((blindness: Blindness) => readonly string[])[] = [
  ({ filter }) => when(filter.from.includes('outside'), 'from outside means by a Gateway, on the ports of its listeners, over HTTP/1.1'),
  ({ index }) => when(exposed(index).length > 0, `${exposed(index).join(', ')} can be called from outside without a Gateway: not looked at`),
  ({ filter, callers }) => when(filter.from.includes('inside'), `inside, the callers are ${list(callers.known.map(nameOf))}, one more account of each namespace, `
    + 'one of a namespace that nobody names, and one outside of the mesh; of several workloads of an account the first'),
  ({ filter }) => when(filter.from.includes('inside'), 'pods are called by the Services before them, not by their own addresses, Gateways not by the Services that Istio makes of them, and no hosts are called that the objects do not name'),
  () => ['a header, a parameter and a claim are there once or not at all; a claim is a text, and no path is written in more than one way'],
  () => ['workloads answer at once and without an error, and requests have no body'],
  ({ index }) => when(tokenRules(index).some(looksElsewhere),
    'tokens come as bearer in the header authorization, although a RequestAuthentication looks elsewhere'),
  ({ index }) => when(tokenRules(index).some(makesHeaders),
    'what compares headers that are made of claims is looked at with the headers as they come'),
  ({ index }) => when(policies(index).some(({ spec }) => spec.action === 'CUSTOM'), 'what authorization servers make of requests is not partitioned'),
  ({ index }) => when(policies(index).some(hasPattern), 'of the callers that a * in a policy takes one stands for all'),
  ({ sampled }) => when(sampled.size > 0, `too many comparisons, borders of words in an expression, or several addresses in a header: ${[...sampled].join(', ')} was not told apart completely`),
];

export function limitsOf(blindness: Blindness): readonly string[] {
  return LIMITS.flatMap((limit) => limit(blindness));
}

function when(holds: boolean, text: string): readonly string[] {
  return holds ? [text] : [];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none that run' : names.join(', ');
}

function exposed(index: ManifestIndex): readonly string[] {
  return index.all(SERVICE).filter(({ spec }) => ['LoadBalancer', 'NodePort'].includes(spec.type ?? '')).map(({ id }) => id);
}

function tokenRules(index: ManifestIndex) {
  return index.all(REQUEST_AUTHENTICATION).flatMap(({ spec }) => spec.jwtRules ?? []);
}

type TokenRule = ReturnType<typeof tokenRules>[number];

function looksElsewhere({ fromHeaders = [], fromParams = [], fromCookies = [] }: TokenRule): boolean {
  return fromHeaders.length + fromParams.length + fromCookies.length > 0;
}

function makesHeaders({ outputPayloadToHeader, outputClaimToHeaders = [] }: TokenRule): boolean {
  return !!outputPayloadToHeader || outputClaimToHeaders.length > 0;
}

function policies(index: ManifestIndex) {
  return index.all(AUTHORIZATION_POLICY);
}

function hasPattern({ spec }: ReturnType<typeof policies>[number]): boolean {
  const sources = (spec.rules ?? []).flatMap(({ from = [] }) => from.map(({ source = {} }) => source));
  return sources.some(({ principals = [], namespaces = [] }) => [...principals, ...namespaces].some((each) => each !== '*' && each.includes('*')));
}
