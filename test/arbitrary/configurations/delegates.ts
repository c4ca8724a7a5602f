import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim } from './configuration';
import type { DrawnHttp } from './virtual-service';
import type { Manifest } from '../../../src/manifest/manifest-object';

/** Rules of which one may stand for those of another VirtualService. */
export interface Delegating {
  readonly http: readonly object[];
  readonly aims: readonly MatchAim[];
  readonly delegates: readonly Manifest[];
}

/** What a rule keeps that delegates: the rest is the other's matter. */
const KEPT = ['match', 'headers', 'timeout', 'retries', 'corsPolicy'] as const;

/** The rules themselves, or with one that delegates to a VirtualService of one of these namespaces; now and then there is none. */
export function delegating(rules: fc.Arbitrary<readonly DrawnHttp[]>, namespaces: readonly string[], name: string): fc.Arbitrary<Delegating> {
  const delegate = fc.record({ leaves: rules, space: fc.constantFrom(...namespaces), at: fc.nat(), isMissing: maybe(fc.constant(true), 8) });
  return fc.tuple(rules, maybe(delegate, 20)).map(([own, drawn]) => {
    if (drawn === undefined) {
      return { http: own.map(({ http }) => http), aims: own.flatMap(({ aims }) => aims), delegates: [] };
    }
    const { leaves, space, isMissing = false } = drawn;
    const at = drawn.at % own.length;
    const root = Object.fromEntries(Object.entries(own[at].http).filter(([field]) => (KEPT as readonly string[]).includes(field)));
    const http = own.map((each, index) => (index === at ? { ...root, delegate: { name, namespace: space } } : each.http));
    const both = own[at].aims.flatMap((outer) => leaves.flatMap(({ aims }) => aims.map((inner) => together(outer, inner))));
    return {
      http,
      aims: [...own.flatMap(({ aims }) => aims), ...both],
      delegates: isMissing ? [] : [{
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { namespace: space, name },
        spec: { http: leaves.map((leaf) => leaf.http) },
      }],
    };
  });
}

function together(outer: MatchAim, inner: MatchAim): MatchAim {
  return {
    ...outer,
    ...inner,
    path: inner.path === '/' ? outer.path : inner.path,
    method: inner.method ?? outer.method,
    headers: [...outer.headers, ...inner.headers],
    query: [...outer.query, ...inner.query],
  };
}
