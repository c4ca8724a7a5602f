import { saidOf } from './said-of';

const DRY_RUN = 'istio.io/dry-run';

test.each([
  ['PeerAuthentication', {}, 'true', `${DRY_RUN} has no meaning on PeerAuthentication`],
  ['AuthorizationPolicy', { action: 'AUDIT' }, 'true', `${DRY_RUN} has no meaning for AUDIT`],
  ['AuthorizationPolicy', {}, 'yes', `${DRY_RUN} has to be true or false, not yes`],
])('%s %j is no dry run by %s', (kind, spec, value, problem) => {
  expect(saidOf(kind, spec, { metadata: { annotations: { [DRY_RUN]: value } } })).toEqual([`MLM0901 metadata.annotations["${DRY_RUN}"]: ${problem}`]);
});

test.each(['1', 'T', 'False'])('a policy is a dry run by %s', (value) => {
  expect(saidOf('AuthorizationPolicy', {}, { metadata: { annotations: { [DRY_RUN]: value } } })).toEqual([]);
});

test.each(['parents', 'parent-namespace', 'webhook-always-reject'])('%s is an annotation of istiod itself', (name) => {
  expect(saidOf('PeerAuthentication', {}, { metadata: { annotations: { [`internal.istio.io/${name}`]: 'a' } } })).toEqual([
    `MLM0901 metadata.annotations["internal.istio.io/${name}"]: the annotation internal.istio.io/${name} is istiod's own`,
  ]);
});

test('names of what istiod converts are its own', () => {
  const annotations = { 'internal.istio.io/route-semantics': 'gateway', 'internal.istio.io/gateway-semantics': 'gateway' };
  const route = { hosts: ['m'], gateways: ['ns/a~b'], http: [{ route: [{ destination: { host: 'a~b' } }] }] };
  const server = { hosts: ['~/a.example.com'], port: { number: 80, name: 'http', protocol: 'HTTP' } };

  expect(saidOf('VirtualService', route)).toHaveLength(2);
  expect(saidOf('VirtualService', route, { metadata: { annotations } })).toEqual([]);
  expect(saidOf('Gateway', { servers: [server] }, { metadata: { name: 'a.b' } })).toHaveLength(2);
  expect(saidOf('Gateway', { servers: [server] }, { metadata: { name: 'a.b', annotations } })).toEqual([]);
});

test.each(['WorkloadEntry', 'PeerAuthentication'])('%s without anything wrong is fine', (kind) => {
  expect(saidOf(kind, kind === 'WorkloadEntry' ? { address: '10.0.0.1' } : {})).toEqual([]);
});

test.each(['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication', 'Telemetry', 'ProxyConfig'])('a selector of %s names labels', (kind) => {
  expect(saidOf(kind, { selector: {} })).toEqual(['MLM0903 spec.selector: the selector names no label: it selects every workload of the namespace']);
  expect(saidOf(kind, { selector: { matchLabels: { a: 'b' } } })).toEqual([]);
});

test('a waypoint keeps dynamic hosts out of the mesh', () => {
  const entry = { hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS', location: 'MESH_INTERNAL', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] };
  const said = (waypoint: string) => saidOf('ServiceEntry', entry, { metadata: { labels: { 'istio.io/use-waypoint': waypoint } } });

  expect(said('none')).toEqual([]);
  expect(said('w')).toEqual(['MLM0922 spec.location: DYNAMIC_DNS within the mesh does not work with a waypoint']);
});

test('istiod gives addresses to entries that do not decline', () => {
  const entry = { hosts: ['a.example.com'], resolution: 'DNS', ports: [{ number: 80, name: 'tcp', protocol: 'TCP' }] };
  const said = (value: string) => saidOf('ServiceEntry', entry, { metadata: { labels: { 'networking.istio.io/enable-autoallocate-ip': value } } });

  expect(said('true')).toEqual([]);
  expect(said('False')).toEqual(['MLM0924 spec.ports[0]: a port without protocol, or with TCP, needs addresses of the ServiceEntry']);
});

test('before 1.31 a Sidecar excludes no host, and the aggression of a warm-up is 1 or more', () => {
  const sidecar = { egress: [{ hosts: ['~ns/a.b', '~/*'] }] };
  const rule = { host: 'm', trafficPolicy: { loadBalancer: { warmup: { duration: '10s', aggression: 0.5 } } } };

  expect(saidOf('Sidecar', sidecar, { istio: '1.31.0' })).toEqual([]);
  expect(saidOf('Sidecar', sidecar, { istio: '1.30.6' })).toEqual(['MLM0927 spec.egress[0].hosts[0]: "~ns" is no name of a namespace']);
  expect(saidOf('DestinationRule', rule, { istio: '1.30.6' })).toEqual([
    'MLM0916 spec.trafficPolicy.loadBalancer.warmup.aggression: before Istio 1.31 the aggression is at least 1, not 0.5',
  ]);
});

test('before 1.30 no condition is on the trust domain', () => {
  const policy = { rules: [{ when: [{ key: 'source.trustDomain', values: ['a'] }] }] };

  expect(saidOf('AuthorizationPolicy', policy, { istio: '1.30.0' })).toEqual([]);
  expect(saidOf('AuthorizationPolicy', policy, { istio: '1.29.6' })).toEqual([
    'MLM0930 spec.rules[0].when[0].key: source.trustDomain is known since Istio 1.30',
  ]);
});
