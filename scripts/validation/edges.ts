/** Values at the edges of what Istio takes, by their type. */
export const EDGES: Readonly<Record<string, readonly unknown[]>> = {
  string: [
    '', '*', '~', '.', 'a', 'UPPER', 'a.b', 'a..b', 'a.b.', 'a_b', '-a', 'a b', 'x'.repeat(63), 'x'.repeat(64), `${'x.'.repeat(128)}x`, 'a.1', '1.a', 'mesh', 'ns/name', 'ns/', '/name',
    'a/b/c', '*/*', './*', '~/*', '~ns/*', 'ns/*.example.com', '*.example.com', '*-a.example.com', 'a*.example.com', 'a.*.com', 'outbound_.80_._.host.example.com', 'outbound_.80',
    '1.2.3.4', '01.2.3.4', '1.2.3', '::1', '::ffff:1.2.3.4', 'fe80::1%eth0', '[::1]:80', '127.0.0.1:80', ':80', 'host:80', '127.0.0.1', '10.0.0.0/8', '10.0.0.0/33', '10.0.0.0/08',
    '::/0', 'unix:///run/socket', 'unix://@abstract', 'unix://run', 'unix://', 'https://example.com/keys', 'ftp://example.com', 'configmap://bar/ca', 'configmap://other/ca', 'oci://a/b',
    '%', '%%', '%REQ(x)%', '%START_TIME(%s)%', '%UPSTREAM_METADATA(["a", "b"])%', '100%', 'a\tb', 'a\nb', ':path', ':authority', 'host', 'Host', 'x-name', 'x name',
    '@request.auth.claims.sub', '@request.auth.claims[a][b]', '@request.auth.claims', '1', '-1', '+500', '65535', '65536', '5xx', '5xx,503', '5xx, 503', 'reset,599', '(', 'a++', '(?i)a',
    '(?=a)', '.*', 'x'.repeat(1025), '0s', '1ms', '1.5ms', '0.5ms', '90s', '1500ms', '1.5s', '1h30m', 'http', 'HTTP', 'HTTP2', 'HTTPS', 'TLS', 'TCP', 'UDP', 'Mongo', 'GRPC-Web', 'true',
    'yes', '{*}', '/a/{*}/b', '/a/{**}', '/{**}/{*}', '/{a}', '/a b/{*}', 'source.ip', 'source.namespace', 'source.trustDomain', 'request.headers[a]', 'request.headers[]',
    'request.headers', 'request.auth.claims[a]', 'destination.labels[a]', 'destination.port', 'topology.kubernetes.io/zone', 'region/zone/*', 'region/*', '*/zone', 'OK', 'ok', 'GET',
    'PATCH', 'response.code == 200', 'response.code ==', 'envoy.lua', '{"keys":[]}', '{}', '[]', '{"kty":"oct","k":"YQ"}',
  ],
  number: [-1, 0, 1, 2, 3, 4, 99, 100, 101, 199, 200, 299, 300, 399, 400, 599, 600, 601, 4999999, 5000011, 65535, 65536],
  boolean: [true, false],
};
