import { indexOfObjects } from './index-of';

const policy = (name: string, spec: object, namespace = 'ml') => ({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace }, spec });
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ml', labels: { app: 'm' } }, spec: { containers: [] } };
const mode = (value: string) => ({ mtls: { mode: value } });
const selector = { matchLabels: { app: 'm' } };

test.each([
  ['nobody', [], 'PERMISSIVE'],
  ['the mesh', [policy('default', mode('STRICT'), 'istio-system')], 'STRICT'],
  ['the namespace before the mesh', [policy('default', mode('STRICT'), 'istio-system'), policy('default', mode('DISABLE'))], 'DISABLE'],
  ['the mesh where the namespace is UNSET', [policy('default', mode('STRICT'), 'istio-system'), policy('default', mode('UNSET'))], 'STRICT'],
  ['the workload before the namespace', [policy('default', mode('STRICT')), policy('m', { selector, ...mode('PERMISSIVE') })], 'PERMISSIVE'],
  ['the port before the workload', [policy('m', { selector, ...mode('STRICT'), portLevelMtls: { 8000: { mode: 'PERMISSIVE' } } })], 'PERMISSIVE'],
  ['not another port', [policy('m', { selector, ...mode('STRICT'), portLevelMtls: { 9000: { mode: 'PERMISSIVE' } } })], 'STRICT'],
  ['not another workload', [policy('m', { selector: { matchLabels: { app: 'other' } }, ...mode('STRICT') })], 'PERMISSIVE'],
  ['not a workload of the root namespace', [policy('m', { selector, ...mode('STRICT') }, 'istio-system')], 'PERMISSIVE'],
  ['the oldest', [policy('b', mode('STRICT')), policy('a', mode('DISABLE'))], 'DISABLE'],
])('%s says what connections a pod takes', (_, policies, expected) => {
  const index = indexOfObjects(pod, ...policies);

  expect(index.peers.modeOf(index.pods.all()[0], 8000)).toBe(expected);
});
