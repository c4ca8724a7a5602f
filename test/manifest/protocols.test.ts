import { protocolOf } from '../../src/manifest/protocols';

test.each([
  [{ name: 'http' }, 'http'],
  [{ name: 'http-metrics' }, 'http'],
  [{ name: 'HTTP2-x' }, 'http2'],
  [{ name: 'grpc-ext-proc' }, 'http2'],
  [{ name: 'grpc-web' }, 'http2'],
  [{ name: 'grpc-web-x' }, 'http2'],
  [{ name: 'http', appProtocol: 'grpc-web' }, 'http2'],
  [{ name: 'http', appProtocol: 'tcp-x' }, 'tcp'],
  [{ port: 3306, name: 'db' }, 'tcp'],
  [{ port: 3306, appProtocol: 'example.com/own' }, 'tcp'],
  [{ name: 'hbone' }, 'unknown'],
  [{ name: 'https' }, 'tcp'],
  [{ name: 'tcp-model' }, 'tcp'],
  [{ name: 'redis' }, 'tcp'],
  [{ name: 'picker' }, 'unknown'],
  [{}, 'unknown'],
  [{ name: 'http', appProtocol: 'tcp' }, 'tcp'],
  [{ name: 'tcp', appProtocol: 'kubernetes.io/h2c' }, 'http2'],
  [{ name: 'http', appProtocol: 'example.com/own' }, 'unknown'],
  [{ name: 'kubernetes.io/h2c' }, 'unknown'],
  [{ port: 3306 }, 'tcp'],
  [{ port: 3306, name: 'http' }, 'http'],
  [{ name: 'http', protocol: 'UDP' as const }, 'udp'],
])('%j is %s', (port, protocol) => {
  expect(protocolOf({ port: 80, protocol: 'TCP', ...port })).toBe(protocol);
});
