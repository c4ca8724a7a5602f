import { GATEWAY_EXAMPLE, GATEWAY_WITHOUT_ROLE_EXAMPLE } from '../../../../src/check/rules/istio/gateway/gateway-example';
import { findingsOf } from '../../findings-of';

const said = (text: string, stubs = '') => findingsOf(text, { isComplete: true, stubs }).filter((line) => line.startsWith('MLM0972'));
const changed = (from: string, to: string) => GATEWAY_EXAMPLE.replace(from, to);
const HIT = 'MLM0972 error Gateway gateways/edge spec.servers[0].tls.credentialName: the account gateways/default of the gateway may not list Secrets in its namespace: it gets no inference';
const MANAGED = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: gateways }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: ml }
spec:
  selector: { gateway.networking.k8s.io/gateway-name: public }
  servers: [{ hosts: [a.example.com], port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialNames: [rsa, ecdsa] } }]
`;

test.each([
  ['a role that nobody has', changed('kind: ServiceAccount\n    name: default', 'kind: ServiceAccount\n    name: other')],
  ['a role for one Secret by its name', changed('resources: [secrets]', 'resources: [secrets]\n    resourceNames: [inference]')],
  ['a role to get and not to list', changed('[get, list, watch]', '[get]')],
])('the certificate is not read with %s', (_, text) => {
  expect(text).not.toBe(GATEWAY_EXAMPLE);
  expect(said(text)).toEqual([HIT]);
});

test('the account of the pods counts', () => {
  const own = changed('spec:\n  containers:\n    - name: istio-proxy', 'spec:\n  serviceAccountName: ingress\n  containers:\n    - name: istio-proxy');

  expect(said(own)).toEqual([HIT.replace('gateways/default', 'gateways/ingress')]);
  expect(said(own.replace('kind: ServiceAccount\n    name: default', 'kind: ServiceAccount\n    name: ingress'))).toEqual([]);
});

test('pods that Istio makes for a Gateway of the Gateway API have no right to Secrets, and each name is told', () => {
  expect(said(MANAGED)).toEqual(['rsa', 'ecdsa'].map((name, i) => (
    `MLM0972 error Gateway ml/edge spec.servers[0].tls.credentialNames[${i}]: the account gateways/public-istio of the gateway may not list Secrets in its namespace: it gets no ${name}`)));
});

test('the rights of pods that are known from elsewhere are not asked for', () => {
  const [managed, edge] = MANAGED.split('---\n');

  expect(said(edge, managed)).toEqual([]);
});

test.each(['configmap://gateways/ca', 'sds://inference'])('%s is no Secret', (name) => {
  expect(said(GATEWAY_WITHOUT_ROLE_EXAMPLE.replace('credentialName: inference', `credentialName: ${name}`))).toEqual([]);
});

test('a server that passes TLS on needs no certificate', () => {
  expect(said(GATEWAY_WITHOUT_ROLE_EXAMPLE.replace('mode: SIMPLE', 'mode: PASSTHROUGH'))).toEqual([]);
});

test('in an open world it is information: somebody else may keep the roles', () => {
  expect(findingsOf(GATEWAY_WITHOUT_ROLE_EXAMPLE).filter((line) => line.startsWith('MLM0972'))).toEqual([HIT.replace('error', 'info')]);
});
