import * as fc from 'fast-check';
import type { MatchAim } from './configuration';
import type { Manifest } from '../../../src/manifest/manifest-object';

/** The provider of each field by its name, as the profile of random requests has them: of two at a proxy none is asked. */
const PROVIDERS: Readonly<Record<string, string>> = { 'authorizers-0': 'authz-http', 'authorizers-1': 'authz-grpc' };

export const AUTHORIZER = 'authz';

/** The authorization server of a field. */
export function authorizer(namespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: AUTHORIZER },
    spec: { selector: { app: AUTHORIZER }, ports: [{ name: 'http', port: 8000 }, { name: 'grpc', port: 9000 }] },
  };
}

const OPERATIONS: readonly (readonly [operation: object, path: string, method?: string])[] = [
  [{}, '/'], [{ paths: ['/v1/*'] }, '/v1/models'], [{ notPaths: ['/v2'] }, '/v1'], [{ methods: ['POST'] }, '/', 'POST'], [{ paths: ['/v1', '/V1'], methods: ['GET'] }, '/v1', 'GET'],
];

/** A policy by which the server of the field is asked about some requests to hosts, and requests that it is asked about. */
export function customPolicy(namespace: string, name: string, targetRefs: readonly object[], hosts: readonly string[]): fc.Arbitrary<DrawnCustom> {
  return fc.constantFrom(...OPERATIONS).map(([operation, path, method]) => ({
    manifest: {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { namespace, name },
      spec: { targetRefs, action: 'CUSTOM', provider: { name: PROVIDERS[namespace] }, rules: [{ to: [{ operation: { ...operation, hosts } }] }] },
    },
    aims: [{ path, method, headers: [], query: [], failing: FAILING }],
  }));
}

export interface DrawnCustom {
  readonly manifest: Manifest;
  readonly aims: readonly MatchAim[];
}

/** In percent: it is the server's answer that decides. */
const FAILING = 50;
