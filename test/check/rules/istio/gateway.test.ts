import { type Case, saidOf } from './said-of';

const port = { number: 443, name: 'https', protocol: 'HTTPS' };
const server = (change: object, more = {}) => ({ servers: [{ hosts: ['a.example.com'], port, tls: { mode: 'SIMPLE', credentialName: 'c' }, ...change }], ...more });
const serverTls = (change: object) => server({ tls: change });
const plain = { number: 80, name: 'http', protocol: 'HTTP' };

const CASES: readonly Case[] = [
  {
    of: 'no servers',
    kind: 'Gateway',
    spec: {},
    says: [
      'MLM0919 spec.servers: the Gateway has no server',
    ],
  },
  {
    of: 'hosts',
    kind: 'Gateway',
    spec: server({ hosts: ['short', 'a b.example.com', '*', '*.example.com', '*-a.example.com', 'ns/a.example.com', 'a_b/a.example.com', '/a.example.com', 'ns/', '10.0.0.1', './*', '*/*', '~/*'] }),
    says: [
      'MLM0919 spec.servers[0].hosts[0]: "short" is no full host name',
      'MLM0919 spec.servers[0].hosts[1]: "a b.example.com" is no host name: "a b" is no DNS label',
      'MLM0919 spec.servers[0].hosts[4]: the wildcard of *-a.example.com is not a whole label',
      'MLM0919 spec.servers[0].hosts[6]: "a_b" is no name of a namespace',
      'MLM0919 spec.servers[0].hosts[7]: "" is no name of a namespace',
      'MLM0919 spec.servers[0].hosts[8]: "" is no full host name',
      'MLM0919 spec.servers[0].hosts[12]: "~" is no name of a namespace',
    ],
  },
  {
    of: 'no hosts',
    kind: 'Gateway',
    spec: server({ hosts: [] }),
    says: [
      'MLM0919 spec.servers[0]: the server has no host',
    ],
  },
  {
    of: 'ports',
    kind: 'Gateway',
    spec: server({ port: { number: 70000, name: '', protocol: 'UTP', targetPort: 80 }, tls: undefined }),
    says: [
      'MLM0919 spec.servers[0].port: the port has no name',
      'MLM0919 spec.servers[0].port.number: 70000 is no port number',
      'MLM0919 spec.servers[0].port.protocol: Istio knows no protocol UTP',
      'MLM0919 spec.servers[0].port.targetPort: a Gateway has no targetPort',
    ],
  },
  {
    of: 'ports with one name',
    kind: 'Gateway',
    spec: { servers: [...server({}).servers, ...server({ hosts: ['b.example.com'] }).servers] },
    says: [
      'MLM0919 spec.servers[1]: two servers have a port named https',
    ],
  },
  {
    of: 'binds',
    kind: 'Gateway',
    spec: server({ bind: 'host' }),
    says: [
      'MLM0919 spec.servers[0].bind: "host" is no IP address',
    ],
  },
  {
    of: 'sockets',
    kind: 'Gateway',
    spec: server({ bind: 'unix://run' }),
    says: [
      'MLM0919 spec.servers[0].port.number: a socket has no port: its number is 0',
      'MLM0919 spec.servers[0].bind: run is no absolute path of a file',
    ],
  },
  { of: 'sockets without port', kind: 'Gateway', spec: server({ bind: 'unix://@edge', port: { ...port, number: 0 } }), says: [] },
  {
    of: 'TLS without settings',
    kind: 'Gateway',
    spec: server({ tls: undefined }),
    says: [
      'MLM0919 spec.servers[0]: a server that speaks HTTPS needs tls',
    ],
  },
  {
    of: 'settings without TLS',
    kind: 'Gateway',
    spec: server({ port: plain }),
    says: [
      'MLM0919 spec.servers[0]: a server that speaks HTTP has no tls but httpsRedirect',
    ],
  },
  { of: 'redirects', kind: 'Gateway', spec: server({ port: plain, tls: { httpsRedirect: true } }), says: [] },
  {
    of: 'settings for TCP',
    kind: 'Gateway',
    spec: server({ port: { ...plain, protocol: 'TCP' }, tls: { httpsRedirect: true } }),
    says: [
      'MLM0919 spec.servers[0]: a server that speaks TCP has no tls',
      'MLM0921 spec.servers[0].tls.httpsRedirect: httpsRedirect has no effect for TCP',
    ],
  },
  {
    of: 'redirects of HTTPS',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', credentialName: 'c', httpsRedirect: true }),
    says: [
      'MLM0921 spec.servers[0].tls.httpsRedirect: httpsRedirect has no effect for HTTPS',
    ],
  },
  {
    of: 'mesh certificates',
    kind: 'Gateway',
    spec: serverTls({ mode: 'ISTIO_MUTUAL', credentialName: 'c', caCertificates: '/ca' }),
    says: [
      'MLM0920 spec.servers[0].tls.credentialName: ISTIO_MUTUAL uses the certificate of the mesh: credentialName has no place there',
      'MLM0920 spec.servers[0].tls.caCertificates: ISTIO_MUTUAL uses the certificate of the mesh: caCertificates has no place there',
    ],
  },
  {
    of: 'certificates from two places',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', credentialName: 'c', serverCertificate: '/c', privateKey: '/k' }),
    says: [
      'MLM0920 spec.servers[0].tls.credentialName: the certificate comes from serverCertificate and from credentialName',
    ],
  },
  {
    of: 'certificates without key',
    kind: 'Gateway',
    spec: serverTls({ mode: 'MUTUAL', serverCertificate: '/c' }),
    says: [
      'MLM0920 spec.servers[0].tls: MUTUAL needs privateKey',
      'MLM0920 spec.servers[0].tls: MUTUAL needs the CA of the callers',
    ],
  },
  {
    of: 'many certificates',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/a', privateKey: '/b' }, { privateKey: '/d' }] }),
    says: [
      'MLM0920 spec.servers[0].tls.tlsCertificates[1]: SIMPLE needs serverCertificate',
    ],
  },
  { of: 'three certificates', kind: 'Gateway', spec: serverTls({ mode: 'SIMPLE', tlsCertificates: Array(3).fill({ serverCertificate: '/a', privateKey: '/b' }) }), says: [] },
  {
    of: 'revocations',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', caCrl: '/crl', serverCertificate: '/c', privateKey: '/k' }),
    says: [
      'MLM0920 spec.servers[0].tls.caCrl: caCrl does not go with SIMPLE',
    ],
  },
  {
    of: 'revocations of a Secret',
    kind: 'Gateway',
    spec: serverTls({ mode: 'PASSTHROUGH', caCrl: '/crl', credentialName: 'c' }),
    says: [
      'MLM0920 spec.servers[0].tls.caCrl: caCrl does not go with credentialName',
      'MLM0921 spec.servers[0].tls.caCrl: PASSTHROUGH ends no TLS: caCrl has no effect',
      'MLM0921 spec.servers[0].tls.credentialName: PASSTHROUGH ends no TLS: credentialName has no effect',
    ],
  },
  {
    of: 'old versions',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', credentialName: 'c', minProtocolVersion: 'TLSV1_1' }),
    says: [
      'MLM0921 spec.servers[0].tls.minProtocolVersion: TLSV1_1 has no cipher: by default only those of TLS 1.2 and later are offered',
    ],
  },
  {
    of: 'ciphers',
    kind: 'Gateway',
    spec: serverTls({ mode: 'SIMPLE', credentialName: 'c', cipherSuites: ['ALL', '-SHA', 'AES128-SHA', 'AES128-SHA', 'ROT13'] }),
    says: [
      'MLM0921 spec.servers[0].tls.cipherSuites[3]: the cipher AES128-SHA stands twice',
      'MLM0921 spec.servers[0].tls.cipherSuites[4]: Envoy knows no cipher ROT13',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
