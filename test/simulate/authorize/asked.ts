import { AUTHORIZATION_POLICY } from '../../../src/manifest/kinds';
import type { Attributes, HeaderValues, HttpAttributes } from '../../../src/simulate/authorize/attributes';
import type { AuthorizationPolicy } from '../../../src/simulate/authorize/rule';
import { indexOf, manifests } from '../../manifest/index-of';

export const MESH = { own: 'cluster.local', aliases: [] as string[] };

/** Policies of the namespace ml. */
export function policies(...specs: object[]): readonly AuthorizationPolicy[] {
  return indexOf(manifests(...specs.map((spec, number) => policyManifest(`p${number}`, spec)))).all(AUTHORIZATION_POLICY);
}

export function policyManifest(name: string, spec: object, annotations: object = {}, namespace = 'ml'): object {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace, annotations }, spec };
}

/** A request of web/shop, to POST /v1/models/a of model.ml at port 8080. */
export function asked(changes: Partial<Attributes> = {}, http: Partial<HttpAttributes> = {}): Attributes {
  return {
    caller: { trustDomain: 'cluster.local', namespace: 'web', serviceAccount: 'shop' },
    destinationPort: 8080,
    serverName: '',
    http: { method: 'POST', path: '/v1/models/a?x=1', authority: 'model.ml:8080', headers: headers({}), ...http },
    ...changes,
  };
}

export function headers(values: Readonly<Record<string, readonly string[]>>): HeaderValues {
  return { all: (name) => values[name.toLowerCase()] ?? [] };
}
