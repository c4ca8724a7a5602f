import { ask } from './ask';
import { manifests } from '../manifest/index-of';

const WORLD = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml', labels: { app: 'caller' } }, spec: { serviceAccountName: 'caller', containers: [] } },
];

const INGRESS = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:9999' }];

test.each<[what: string, app: string, settings: object, cause: string | undefined]>([
  ['the pods that answer', 'model', { ingress: INGRESS }, 'sidecar-ingress'],
  ['their callers', 'caller', { ingress: INGRESS }, undefined],
  ['nobody', 'model', { ingress: [] }, undefined],
])('where a Sidecar sends what comes in to %s', (_, app, settings, cause) => {
  const sidecar = { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 's', namespace: 'ml' }, spec: { workloadSelector: { labels: { app } }, ...settings } };

  expect(ask(manifests(...WORLD, sidecar), { url: 'http://model.ml/', source: { namespace: 'ml', name: 'caller' } })[0].unknown).toBe(cause);
});
