import { Registry } from '../../src/simulate/compile/registry';
import { portOf } from '../../src/simulate/compile/service-port';
import { indexOfObjects } from '../manifest/index-of';

const HOST = 'a.ml.svc.cluster.local';
const service = (...ports: object[]) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'ml' }, spec: { ports } });
const entry = (...ports: object[]) => ({
  apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'a', namespace: 'ml' }, spec: { hosts: [HOST], resolution: 'DNS', ports },
});
const TCP = { name: 'http', port: 81, protocol: 'TCP' };
const UDP = { name: 'dns', port: 53, protocol: 'UDP' };

test.each<[string, object, number]>([
  ['its only port', service(TCP), 81],
  ['that of the listener, of two', service(TCP, { ...TCP, name: 'other', port: 82 }), 80],
  ['that of the listener, where one of two is UDP', service(TCP, UDP), 80],
  ['the only one of a ServiceEntry', entry({ number: 81, name: 'http', protocol: 'HTTP' }), 81],
  ['that of the listener, where a ServiceEntry has one of UDP too', entry({ number: 81, name: 'http', protocol: 'HTTP' }, { number: 53, name: 'dns', protocol: 'UDP' }), 80],
])('a destination without a port means %s', (_, object, expected) => {
  const index = indexOfObjects(object);
  expect([portOf(index, HOST, 80), new Registry(index).portOf(HOST, 80)]).toEqual([expected, expected]);
});
