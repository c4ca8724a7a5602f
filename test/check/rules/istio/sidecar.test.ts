import { type Case, saidOf } from './said-of';

const inbound = (change: object) => ({ ingress: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, ...change }] });
const outbound = (change: object) => ({ egress: [{ hosts: ['ns/*'], ...change }] });

const CASES: readonly Case[] = [
  {
    of: 'nothing',
    kind: 'Sidecar',
    spec: {},
    says: [
      'MLM0927 spec: the Sidecar says nothing',
    ],
  },
  {
    of: 'inbound ports',
    kind: 'Sidecar',
    spec: inbound({ port: { number: 70000, name: 'a_b', protocol: 'UTP', targetPort: 80 }, bind: 'host' }),
    says: [
      'MLM0926 spec.ingress[0].port.number: 70000 is no port number',
      'MLM0926 spec.ingress[0].port.name: "a_b" is no name of a port: it has to be a DNS label',
      'MLM0926 spec.ingress[0].port.protocol: Istio knows no protocol UTP',
      'MLM0926 spec.ingress[0].port.targetPort: a Sidecar has no targetPort',
      'MLM0926 spec.ingress[0].bind: "host" is no IP address',
    ],
  },
  {
    of: 'inbound ports twice',
    kind: 'Sidecar',
    spec: { ingress: [...inbound({}).ingress, ...inbound({}).ingress] },
    says: [
      'MLM0926 spec.ingress[1]: the inbound port 80 stands twice',
    ],
  },
  { of: 'the endpoint 127.0.0.1:80', kind: 'Sidecar', spec: inbound({ defaultEndpoint: '127.0.0.1:80' }), says: [] },
  { of: 'the endpoint 0.0.0.0:80', kind: 'Sidecar', spec: inbound({ defaultEndpoint: '0.0.0.0:80' }), says: [] },
  { of: 'the endpoint [::1]:80', kind: 'Sidecar', spec: inbound({ defaultEndpoint: '[::1]:80' }), says: [] },
  { of: 'the endpoint :80', kind: 'Sidecar', spec: inbound({ defaultEndpoint: ':80' }), says: [] },
  { of: 'the endpoint unix:///a', kind: 'Sidecar', spec: inbound({ defaultEndpoint: 'unix:///a' }), says: [] },
  {
    of: 'the endpoint unix://a',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: 'unix://a' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: a is no absolute path of a file',
    ],
  },
  {
    of: 'the endpoint 10.0.0.1:80',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: '10.0.0.1:80' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: 10.0.0.1:80 is no port of the pod itself',
    ],
  },
  {
    of: 'the endpoint ::1:80',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: '::1:80' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: ::1:80 is no port of the pod itself',
    ],
  },
  {
    of: 'the endpoint 127.0.0.1',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: '127.0.0.1' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: 127.0.0.1 is no port of the pod itself',
    ],
  },
  {
    of: 'the endpoint 127.0.0.1:http',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: '127.0.0.1:http' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: 127.0.0.1:http is no port of the pod itself',
    ],
  },
  {
    of: 'the endpoint 127.0.0.1:0',
    kind: 'Sidecar',
    spec: inbound({ defaultEndpoint: '127.0.0.1:0' }),
    says: [
      'MLM0926 spec.ingress[0].defaultEndpoint: 127.0.0.1:0 is no port of the pod itself',
    ],
  },
  {
    of: 'inbound TLS',
    kind: 'Sidecar',
    spec: inbound({ tls: { mode: 'ISTIO_MUTUAL', credentialName: 'c', httpsRedirect: true, subjectAltNames: ['a'] } }),
    says: [
      'MLM0926 spec.ingress[0].tls: a port that speaks HTTP has no tls',
      'MLM0926 spec.ingress[0].tls.mode: a Sidecar has no mode ISTIO_MUTUAL',
      'MLM0920 spec.ingress[0].tls.credentialName: ISTIO_MUTUAL uses the certificate of the mesh: credentialName has no place there',
      'MLM0926 spec.ingress[0].tls.credentialName: a Sidecar has no credentialName',
      'MLM0926 spec.ingress[0].tls.httpsRedirect: a Sidecar does not redirect',
      'MLM0926 spec.ingress[0].tls.subjectAltNames: a Sidecar has no subjectAltNames',
    ],
  },
  {
    of: 'inbound limits',
    kind: 'Sidecar',
    spec: inbound({ port: { number: 80, protocol: 'TCP', name: 'tcp' }, connectionPool: { http: { maxRetries: 1 } } }),
    says: [
      'MLM0928 spec.ingress[0].connectionPool.http: limits of HTTP have no effect for TCP',
    ],
  },
  {
    of: 'inbound limits that are none',
    kind: 'Sidecar',
    spec: { inboundConnectionPool: {}, ...inbound({ connectionPool: { tcp: { maxConnections: -1 } } }) },
    says: [
      'MLM0926 spec.inboundConnectionPool: the connection pool says nothing',
      'MLM0926 spec.ingress[0].connectionPool.tcp.maxConnections: -1 is below 0',
    ],
  },
  {
    of: 'outbound hosts',
    kind: 'Sidecar',
    spec: outbound({ hosts: ['a.example.com', 'ns/a', 'ns/*-a.example.com', 'a_b/*', '/a.b', '~/*', '~ns/*', '~*/*', 'ns/10.0.0.1', './*'] }),
    says: [
      'MLM0927 spec.egress[0].hosts[0]: a.example.com names no namespace',
      'MLM0927 spec.egress[0].hosts[1]: "a" is no full host name',
      'MLM0927 spec.egress[0].hosts[2]: the wildcard of *-a.example.com is not a whole label',
      'MLM0927 spec.egress[0].hosts[3]: "a_b" is no name of a namespace',
      'MLM0927 spec.egress[0].hosts[4]: "" is no name of a namespace',
      'MLM0927 spec.egress[0].hosts[8]: 10.0.0.1 is no host name: its last label is a number',
    ],
  },
  {
    of: 'no outbound hosts',
    kind: 'Sidecar',
    spec: outbound({ hosts: [] }),
    says: [
      'MLM0927 spec.egress[0]: the outbound listener has no host',
    ],
  },
  {
    of: 'outbound order',
    kind: 'Sidecar',
    spec: { egress: [{ hosts: ['ns/*'] }, { port: { number: 80, protocol: 'HTTP', name: 'a' }, hosts: ['ns/*'] }] },
    says: [
      'MLM0927 spec.egress[0]: the outbound listener without port is not the last one',
    ],
  },
  {
    of: 'outbound ports',
    kind: 'Sidecar',
    spec: outbound({ port: { number: 70000, protocol: 'UTP', name: 'a_b', targetPort: 1 }, bind: 'host' }),
    says: [
      'MLM0927 spec.egress[0].port.number: 70000 is no port number',
      'MLM0927 spec.egress[0].port.protocol: Istio knows no protocol UTP',
      'MLM0927 spec.egress[0].port.name: "a_b" is no name of a port: it has to be a DNS label',
      'MLM0927 spec.egress[0].port.targetPort: a Sidecar has no targetPort',
      'MLM0927 spec.egress[0].bind: "host" is no IP address',
    ],
  },
  {
    of: 'outbound ports twice',
    kind: 'Sidecar',
    spec: { egress: [{ port: { number: 80 }, hosts: ['a/*'] }, { port: { number: 80 }, hosts: ['b/*'] }] },
    says: [
      'MLM0927 spec.egress[1]: two outbound listeners are for port 80',
    ],
  },
  {
    of: 'outbound sockets',
    kind: 'Sidecar',
    spec: outbound({ port: { protocol: 'HTTP' }, captureMode: 'IPTABLES' }),
    says: [
      'MLM0927 spec.egress[0].bind: a port without number is a socket: bind needs unix://<path>',
      'MLM0927 spec.egress[0].captureMode: a socket has no captureMode IPTABLES',
    ],
  },
  {
    of: 'outbound sockets twice',
    kind: 'Sidecar',
    spec: { egress: [{ port: {}, bind: 'unix:///a', hosts: ['a/*'] }, { port: {}, bind: 'unix:///a', hosts: ['b/*'] }] },
    says: [
      'MLM0927 spec.egress[1]: two outbound listeners are for socket unix:///a',
    ],
  },
  {
    of: 'outbound paths',
    kind: 'Sidecar',
    spec: outbound({ port: {}, bind: 'unix://a/' }),
    says: [
      'MLM0927 spec.egress[0].bind: a/ is no absolute path of a file',
    ],
  },
  {
    of: 'a proxy for the registry',
    kind: 'Sidecar',
    spec: { outboundTrafficPolicy: { egressProxy: { host: 'a' } } },
    says: [
      'MLM0927 spec.outboundTrafficPolicy.egressProxy: egressProxy goes with ALLOW_ANY only',
    ],
  },
  {
    of: 'a proxy without port',
    kind: 'Sidecar',
    spec: { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: '*.a' } } },
    says: [
      'MLM0927 spec.outboundTrafficPolicy.egressProxy: egressProxy needs a port',
      'MLM0927 spec.outboundTrafficPolicy.egressProxy.host: "*.a" is no host name: "*" is no DNS label',
    ],
  },
  {
    of: 'a proxy with port 0',
    kind: 'Sidecar',
    spec: { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'a', port: {}, subset: 'b.c' } } },
    says: [
      'MLM0927 spec.outboundTrafficPolicy.egressProxy.port.number: 0 is no port number',
      'MLM0927 spec.outboundTrafficPolicy.egressProxy.subset: "b.c" is no name of a subset',
    ],
  },
  {
    of: 'hosts twice',
    kind: 'Sidecar',
    spec: outbound({ hosts: ['a/b.c', 'a/b.c', 'a/*', 'ml/d.e', './d.e', '~a/b.c'] }),
    says: [
      'MLM0928 spec.egress[0].hosts[1]: a/b.c adds nothing to the other hosts',
      'MLM0928 spec.egress[0].hosts[2]: a/* adds nothing to the other hosts',
      'MLM0928 spec.egress[0].hosts[4]: ./d.e adds nothing to the other hosts',
    ],
  },
  {
    of: 'hosts beside all',
    kind: 'Sidecar',
    spec: outbound({ hosts: ['a/b.c', '*/*'] }),
    says: [
      'MLM0928 spec.egress[0].hosts[0]: a/b.c adds nothing to the other hosts',
    ],
  },
  {
    of: 'names of labels',
    kind: 'Sidecar',
    spec: { workloadSelector: { labels: { '': 'a', 'b*': 'c' } }, egress: [{ hosts: ['ns/*'] }] },
    says: [
      'MLM0938 spec.workloadSelector.labels[""]: a label of the selector has no name',
      'MLM0938 spec.workloadSelector.labels["b*"]: the name b* of a label has a wildcard',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
