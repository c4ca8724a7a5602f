import type { Graph } from '../../src/graph/graph';
import { graphOf, type GraphOptions } from '../../src/graph/graph-of';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { manifests } from '../manifest/index-of';

export function object(apiVersion: string, kind: string, name: string, spec: object, metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', ...metadata }, spec };
}

export function namespace(name: string, labels: object): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function service(name: string, labels: object = {}): object {
  return object('v1', 'Service', name, { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }, { labels });
}

export function account(name: string): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'ml' } };
}

export function policy(name: string, spec: object): object {
  return object('security.istio.io/v1', 'AuthorizationPolicy', name, spec);
}

export function gateway(name: string, gatewayClassName: string, listeners: object[]): object {
  return object('gateway.networking.k8s.io/v1', 'Gateway', name, { gatewayClassName, listeners });
}

export function route(name: string, spec: object): object {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, spec);
}

export function graphFrom(objects: object[], options?: GraphOptions): Graph {
  return graphOf(readSources([new Source('a.yaml', manifests(...objects))]).objects, options);
}

/** `kind from -> to: label | label` */
export function arrows({ edges }: Graph): string[] {
  return edges.map(({ kind, from, to, labels }) => `${kind} ${from} -> ${to}: ${labels.join(' | ')}`);
}
