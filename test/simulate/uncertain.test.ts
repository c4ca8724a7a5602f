import { ask } from './ask';
import type { AnswerOptions } from '../../src/simulate/simulator';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, spec };
}

const pod = (name: string) => object('v1', 'Pod', name, { containers: [] }, { app: 'model' });

function answer(trafficPolicy: object, options?: AnswerOptions, meshConfig: object = {}) {
  return ask(manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
    object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'all', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] }),
    object('v1', 'Service', 'model', { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] }),
    pod('a'),
    pod('b'),
    object('networking.istio.io/v1', 'DestinationRule', 'model', { host: 'model.ml.svc.cluster.local', trafficPolicy }),
    { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh' }, spec: { meshConfig } },
  ), { url: 'http://h/' }, options).map(({ unknown, status }) => unknown ?? status);
}

const BROKEN = { status: 500 };
const EJECTS = { outlierDetection: { consecutive5xxErrors: 3 } };

test('where pods have failed as often as a DestinationRule bears, it is not known whom requests meet', () => {
  expect(answer(EJECTS, { behaviors: { a: BROKEN }, failures: { a: 3 } })).toEqual(['ejection']);
  expect(answer(EJECTS, { failures: { 'ml/a': 3 } })).toEqual(['ejection']);
});

test.each<[why: string, trafficPolicy: object, options: AnswerOptions, statuses: number[]]>([
  ['they have failed less often', EJECTS, { behaviors: { a: BROKEN }, failures: { a: 2 } }, [500, 200]],
  ['all fail, whoever is left', EJECTS, { behaviors: { a: BROKEN, b: BROKEN }, failures: { a: 9, b: 9 } }, [500, 500]],
  ['nobody ejects them', {}, { failures: { a: 9 } }, [200, 200]],
  ['errors do not count', { outlierDetection: { consecutive5xxErrors: 0 } }, { failures: { a: 9 } }, [200, 200]],
])('it is known where %s', (_, trafficPolicy, options, statuses) => {
  expect(answer(trafficPolicy, options)).toEqual(statuses);
});

test('without a number five errors are borne, and errors of a gateway count where they are said to', () => {
  expect(answer({ outlierDetection: {} }, { failures: { a: 4 } })).toEqual([200, 200]);
  expect(answer({ outlierDetection: {} }, { failures: { a: 5 } })).toEqual(['ejection']);
  expect(answer({ outlierDetection: { consecutiveGatewayErrors: 2 } }, { failures: { a: 2 } })).toEqual(['ejection']);
});

test('where pods run is not known, where that counts', () => {
  const nearest = { loadBalancer: { localityLbSetting: { enabled: true } } };

  expect(answer({ ...nearest, ...EJECTS })).toEqual(['locality']);
  expect(answer(nearest)).toEqual([200, 200]);
  expect(answer({ loadBalancer: { localityLbSetting: { distribute: [{ from: '*', to: { a: 100 } }] } } })).toEqual(['locality']);
  expect(answer({ loadBalancer: { localityLbSetting: { enabled: false } }, ...EJECTS })).toEqual([200, 200]);
});

test('so it is where the mesh says that it counts, and no DestinationRule says otherwise', () => {
  const far = { localityLbSetting: { distribute: [{ from: '*', to: { a: 100 } }] } };
  const zones = { zoneAwareLbSetting: { enabled: true } };
  const never = { loadBalancer: { localityLbSetting: { enabled: false } } };

  expect([answer({}, {}, far), answer({}, {}, zones)]).toEqual([['locality'], ['locality']]);
  expect([answer(never, {}, far), answer(never, {}, zones)]).toEqual([[200, 200], [200, 200]]);
  expect([answer({ loadBalancer: zones }), answer({ loadBalancer: { zoneAwareLbSetting: { enabled: false } } }, {}, far)]).toEqual([['locality'], [200, 200]]);
  expect(answer(EJECTS, {}, { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } })).toEqual(['locality']);
  expect(answer(EJECTS, {}, { localityLbSetting: { enabled: true } })).toEqual([200, 200]);
});
