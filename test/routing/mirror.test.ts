import { foreignPool, Platform } from './platform';
import { Backend } from '../../src/routing/backend';
import { ModelRoute } from '../../src/routing/model-route';

function mirrorOf(percentage?: number, shadow?: Backend): any {
  const platform = new Platform();
  const backend = Backend.workload(platform.predictor('bert-predictor'));
  const mirror = { backend: shadow ?? Backend.workload(platform.predictor('shadow')), percentage };
  new ModelRoute(platform.chart, 'bert', { mesh: platform.mesh, backend, mirror });
  return { share: platform.rules('bert')[0].filters[0].requestMirror, policy: platform.find('AuthorizationPolicy', 'shadow') };
}

test.each([
  [undefined, { percent: 100 }],
  [1, { percent: 1 }],
  [0.0001, { fraction: { numerator: 1, denominator: 1_000_000 } }],
  [33.3, { fraction: { numerator: 333_000, denominator: 1_000_000 } }],
])('%p percent are written so that none is lost', (percentage, share) => {
  expect(mirrorOf(percentage).share).toEqual({ backendRef: { group: '', kind: 'Service', name: 'shadow', port: 8080 }, ...share });
});

test('the gateway may reach the pods that get the copies', () => {
  expect(mirrorOf().policy.spec.rules[0].from).toEqual([{ source: { serviceAccounts: ['ml/gateway-istio'] } }]);
});

test.each<[string, number | undefined, Backend | undefined, RegExp]>([
  ['nothing', 0, undefined, /\[app\/bert\] mirror\.percentage must be above 0: nothing would be mirrored, got 0: leave the mirror out/],
  ['more than everything', 100.5, undefined, /mirror\.percentage must be a percentage/],
  ['less than Envoy counts', 0.00001, undefined, /mirror\.percentage must be a percentage/],
  ['a pool', undefined, foreignPool('pool'), /mirror\.backend mirrors to the InferencePool 'pool', and Istio would not ask its endpoint picker: mirror to the Service of its model servers/],
  ['a Service that nobody knows', undefined, Backend.service('unknown', 80), /mirror\.backend names a Service of which the pods are not known/],
])('%s is refused', (_, percentage, backend, message) => {
  expect(() => mirrorOf(percentage, backend)).toThrow(message);
});
