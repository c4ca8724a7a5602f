import { type Case, saidOf } from './said-of';

const entry = (change: object) => ({ hosts: ['a.example.com'], resolution: 'DNS', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], ...change });

const CASES: readonly Case[] = [
  {
    of: 'hosts',
    kind: 'ServiceEntry',
    spec: entry({ hosts: ['a b'] }),
    says: [
      'MLM0922 spec.hosts[0]: "a b" is no host name: "a b" is no DNS label',
      'MLM0922 spec.hosts[0]: DNS cannot resolve a b',
    ],
  },
  {
    of: 'wildcards in DNS',
    kind: 'ServiceEntry',
    spec: entry({ hosts: ['a.example.com', '*.example.com'] }),
    says: [
      'MLM0922 spec.hosts[1]: DNS cannot resolve *.example.com',
    ],
  },
  {
    of: 'parts of labels',
    kind: 'ServiceEntry',
    spec: entry({ hosts: ['*-a.example.com'], resolution: 'NONE' }),
    says: [
      'MLM0924 spec.hosts[0]: the wildcard of *-a.example.com is not a whole label',
    ],
  },
  {
    of: 'addresses',
    kind: 'ServiceEntry',
    spec: entry({ addresses: ['10.0.0.0/8', 'a'], resolution: 'STATIC' }),
    says: [
      'MLM0922 spec.addresses[1]: "a" is neither an IP address nor a range of them',
    ],
  },
  {
    of: 'ports',
    kind: 'ServiceEntry',
    spec: entry({ ports: [{ number: 80, name: 'a_b', protocol: 'UTP' }] }),
    says: [
      'MLM0922 spec.ports[0].name: "a_b" is no name of a port: it has to be a DNS label',
      'MLM0922 spec.ports[0].protocol: Istio knows no protocol UTP',
    ],
  },
  {
    of: 'several hosts',
    kind: 'ServiceEntry',
    spec: entry({ hosts: ['a.example.com', 'b.example.com'], ports: [{ number: 80, name: 'tcp', protocol: 'TCP' }] }),
    says: [
      'MLM0922 spec.ports[0]: a port that speaks neither HTTP nor TLS cannot tell the hosts apart',
    ],
  },
  {
    of: 'dynamic hosts',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'DYNAMIC_DNS', addresses: ['10.0.0.1'], endpoints: [{ address: '10.0.0.1' }], ports: [{ number: 80, name: 'tcp' }, { number: 81, name: 'redis', protocol: 'REDIS' }] }),
    says: [
      'MLM0922 spec.hosts[0]: DYNAMIC_DNS is for wildcards, a.example.com is none',
      'MLM0922 spec.ports[0]: DYNAMIC_DNS knows HTTP, HTTP2, GRPC and TLS, not ports without protocol',
      'MLM0922 spec.ports[1]: DYNAMIC_DNS knows HTTP, HTTP2, GRPC and TLS, not REDIS',
      'MLM0922 spec.addresses: DYNAMIC_DNS has no addresses: it asks DNS for the host of the request',
      'MLM0922 spec.endpoints: DYNAMIC_DNS has no endpoints: it asks DNS for the host of the request',
    ],
  },
  { of: 'dynamic hosts in the mesh', kind: 'ServiceEntry', spec: entry({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS', location: 'MESH_INTERNAL' }), says: [] },
  {
    of: 'endpoints',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'STATIC', endpoints: [{ address: 'host', ports: { http: 80, grpc: 81 }, labels: { 'a b': 'c' } }] }),
    says: [
      'MLM0923 spec.endpoints[0].address: "host" is no IP address',
      'MLM0923 spec.endpoints[0].ports.grpc: the ServiceEntry has no port grpc',
      'MLM0923 spec.endpoints[0].labels: "a b" is no key of a label',
    ],
  },
  {
    of: 'an endpoint whose network is empty',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'STATIC', endpoints: [{ network: '' }] }),
    says: [
      'MLM0923 spec.endpoints[0].address: the address is empty',
    ],
  },
  {
    of: 'endpoints of DNS',
    kind: 'ServiceEntry',
    spec: entry({ endpoints: [{ address: 'a b' }] }),
    says: [
      'MLM0923 spec.endpoints[0].address: "a b" is no IP address and no host name',
    ],
  },
  {
    of: 'sockets',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'STATIC', endpoints: [{ address: 'unix:///a' }], ports: [{ number: 80, name: 'a', protocol: 'HTTP' }, { number: 81, name: 'b', protocol: 'HTTP' }] }),
    says: [
      'MLM0923 spec.endpoints[0].address: a socket serves one port of the ServiceEntry exactly',
    ],
  },
  {
    of: 'no addresses',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'NONE', ports: [{ number: 80, name: 'a', protocol: 'TCP' }, { number: 81, name: 'b' }, { number: 82, name: 'c', protocol: 'HTTP' }] }),
    says: [
      'MLM0924 spec.ports[0]: a port without protocol, or with TCP, needs addresses of the ServiceEntry',
      'MLM0924 spec.ports[1]: a port without protocol, or with TCP, needs addresses of the ServiceEntry',
    ],
  },
  {
    of: 'pods without resolution',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'NONE', workloadSelector: { labels: { a: 'b' } } }),
    says: [
      'MLM0924 spec.workloadSelector: with resolution NONE the selector has no effect',
    ],
  },
  {
    of: 'shared addresses',
    kind: 'ServiceEntry',
    spec: entry({ hosts: ['a.example.com', 'b.example.com'], addresses: ['10.0.0.1'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }),
    says: [
      'MLM0924 spec.hosts: several hosts share the addresses: TCP does not tell them apart',
    ],
  },
  {
    of: 'networks',
    kind: 'ServiceEntry',
    spec: entry({ resolution: 'STATIC', endpoints: [{ network: 'n' }] }),
    says: [
      'MLM0924 spec.endpoints[0].network: the endpoint has no address: it is reached through the gateway of the network n only',
    ],
  },
  { of: 'exports to nobody', kind: 'ServiceEntry', spec: entry({ exportTo: ['~'] }), says: [] },
  {
    of: 'exports to nobody and some',
    kind: 'ServiceEntry',
    spec: entry({ exportTo: ['~', 'a'] }),
    says: [
      'MLM0904 spec.exportTo: "~" stands alone in exportTo',
    ],
  },
  {
    of: 'an entry in a network',
    kind: 'WorkloadEntry',
    spec: { network: 'n' },
    says: [
      'MLM0924 spec.network: the endpoint has no address: it is reached through the gateway of the network n only',
    ],
  },
  {
    of: 'entries',
    kind: 'WorkloadEntry',
    spec: { address: 'a b', labels: { a: 'b c' } },
    says: [
      'MLM0923 spec.address: "a b" is no IP address and no host name',
      'MLM0923 spec.labels: "b c" is no value of a label',
    ],
  },
  { of: 'no address', kind: 'WorkloadEntry', spec: { address: '' }, says: ['MLM0923 spec.address: the address is empty'] },
  { of: 'hosts of entries', kind: 'WorkloadEntry', spec: { address: 'a.example.com' }, says: [] },
  {
    of: 'labels of groups',
    kind: 'WorkloadGroup',
    spec: { template: {}, metadata: { labels: { 'a b': 'c' } } },
    says: [
      'MLM0925 spec.metadata.labels: "a b" is no key of a label',
    ],
  },
  {
    of: 'probes',
    kind: 'WorkloadGroup',
    spec: { template: {}, probe: { grpc: { port: 80 } } },
    says: [
      'MLM0925 spec.probe: the probe neither asks over HTTP nor opens a connection nor runs a command',
    ],
  },
  {
    of: 'commands of probes',
    kind: 'WorkloadGroup',
    spec: { template: {}, probe: { exec: { command: [] } } },
    says: [
      'MLM0925 spec.probe.exec.command: the probe has no command',
    ],
  },
  {
    of: 'headers of probes',
    kind: 'WorkloadGroup',
    spec: { template: {}, probe: { httpGet: { port: 80, httpHeaders: [{ value: 'a' }] } } },
    says: [
      'MLM0925 spec.probe.httpGet.httpHeaders[0]: the header has no name',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
