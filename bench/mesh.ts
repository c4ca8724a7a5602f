import { dump } from '../src/vendor/js-yaml';

/** A model of the mesh that is measured: what one team has for each model that it serves. */
const OBJECTS_PER_MODEL = 8;

/** YAML of a mesh with so many objects, all of them sound; without anchors, as kubectl, Helm and cdk8s write. */
export function meshOf(objects: number): string {
  const models = Array.from({ length: Math.ceil(objects / OBJECTS_PER_MODEL) }, (_, index) => model(index)).flat();
  return models.slice(0, objects).map((object) => dump(object, { noRefs: true })).join('---\n');
}

function model(index: number): object[] {
  const [name, namespace] = [`model-${index}`, `ml-${index % 20}`];
  const host = `${name}.${namespace}.svc.cluster.local`;
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'serving' } };
  const matchLabels = { app: name };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: matchLabels, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels },
        template: {
          metadata: { labels: matchLabels },
          spec: { serviceAccountName: name, containers: [{ name: 'server', image: 'registry.example.com/server:1.2', ports: [{ containerPort: 8080 }] }] },
        },
      },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: {
        parentRefs: [{ group: '', kind: 'Service', name, port: 8080 }],
        rules: [{
          matches: [{ path: { type: 'PathPrefix', value: '/v1/models' } }, { headers: [{ name: 'x-model-version', value: 'v1' }] }],
          backendRefs: [{ name, port: 8080, weight: 100 }],
          timeouts: { request: '30s' },
        }],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { ...metadata, name: `${name}-external` },
      spec: { hosts: [`${name}.example.com`], gateways: ['istio-system/edge'], http: [{ route: [{ destination: { host, port: { number: 8080 } } }], timeout: '30s' }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: { host, trafficPolicy: { connectionPool: { http: { http2MaxRequests: 1000 } }, outlierDetection: { consecutive5xxErrors: 5, interval: '10s' } } },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata,
      spec: {
        selector: { matchLabels },
        rules: [{ from: [{ source: { namespaces: [namespace] } }], to: [{ operation: { methods: ['GET', 'POST'], paths: ['/v1/models/*'] } }] }],
      },
    },
    { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec: { selector: { matchLabels }, mtls: { mode: 'STRICT' } } },
  ];
}
