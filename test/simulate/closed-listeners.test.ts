import { ask, type Asked } from './ask';
import { manifests } from '../manifest/index-of';

const TLS = { certificateRefs: [{ name: 'certificate' }] };
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } };
const of = (kind: string, name: string, spec: object) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name, namespace: 'ml' }, spec });
const gateway = (listeners: readonly object[], more: object = {}) => of('Gateway', 'public', { gatewayClassName: 'istio', listeners, ...more });
const route = of('HTTPRoute', 'model', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] });
const http = (port: number, more: object = {}) => ({ name: 'http', port, protocol: 'HTTP', ...more });
const https = (port: number, more: object = {}) => ({ name: 'https', port, protocol: 'HTTPS', tls: TLS, ...more });

function answer(objects: readonly object[], asked: Asked) {
  const [{ upstream, reason, disposition }] = ask(manifests(service, route, ...objects), asked);
  return upstream?.workload.name ?? `${disposition}: ${reason?.text}`;
}

const SECURE = { url: 'https://a.example.com/' };

test.each<[what: string, listeners: readonly object[], told: string]>([
  ['without tls', [{ ...https(443), tls: undefined }], 'the listener https of Gateway ml/public is not opened: it is for HTTPS and has no tls'],
  [
    'whose certificate is not granted', [https(443, { tls: { certificateRefs: [{ name: 'c', namespace: 'other' }] } })],
    'the listener https of Gateway ml/public is not opened: no ReferenceGrant in other lets it name the Secret c',
  ],
  ['after one of plaintext', [http(443), https(443)], 'the listener https of Gateway ml/public is not opened: port 443 is that of the listener http, for HTTP'],
  [
    'after one of bytes, whatever its host', [{ name: 'bytes', port: 443, protocol: 'TCP' }, https(443, { hostname: 'a.example.com' })],
    'the listener https of Gateway ml/public is not opened: port 443 is that of the listener bytes, for TCP',
  ],
  [
    'after one of plaintext by name, with hosts of their own', [https(443, { hostname: 'a.example.com' }), http(443, { hostname: 'b.example.com' })],
    'the listener https of Gateway ml/public is not opened: port 443 is that of the listener http, for HTTP',
  ],
])('a listener %s is not there, and why is told', (_, listeners, told) => {
  expect(answer([gateway(listeners)], SECURE)).toContain(told);
  expect(answer([gateway(listeners)], SECURE)).toMatch(/^no-listener: /);
});

test('one certificate of two is enough, and HTTP stands beside HTTP', () => {
  expect(answer([gateway([https(443, { tls: { certificateRefs: [{ name: 'c', namespace: 'other' }, { name: 'd' }] } })])], SECURE)).toBe('model');
  expect(answer([gateway([http(80, { hostname: 'b.example.com' }), http(80, { name: 'a', hostname: 'a.example.com' })])], { url: 'http://a.example.com/' })).toBe('model');
});

test.each<[what: string, frontend: object, options: object | undefined, answered: RegExp]>([
  ['all ports', { default: { validation: { caCertificateRefs: [{ name: 'ca' }] } } }, undefined, /^reset: the listener https of Gateway ml\/public wants a certificate of its clients/],
  ['one port', { default: {}, perPort: [{ port: 443, tls: { validation: { caCertificateRefs: [{ name: 'ca' }] } } }] }, undefined, /^reset: /],
  ['all ports but one', { default: { validation: { caCertificateRefs: [{ name: 'ca' }] } }, perPort: [{ port: 443, tls: {} }] }, undefined, /^model$/],
  ['all ports, and does without', { default: { validation: { mode: 'AllowInsecureFallback', caCertificateRefs: [{ name: 'ca' }] } } }, undefined, /^model$/],
  ['nothing, and an option of the listener does', { default: {} }, { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' }, /^reset: /],
])('a Gateway that wants certificates of clients on %s', (_, frontend, options, answered) => {
  expect(answer([gateway([https(443, { tls: { ...TLS, options } })], { tls: { frontend } })], SECURE)).toMatch(answered);
});
