import { ask, type Asked } from './ask';

const NAMESPACE = (labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { ${labels} } }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ml }
spec: { serviceAccountName: caller, containers: [] }
---`;
const AMBIENT = NAMESPACE('istio.io/dataplane-mode: ambient');
const SIDECAR = NAMESPACE('istio-injection: enabled');
const GATEWAY = (name: string, labels = '', gatewayClass = 'istio-waypoint', listener = '{ name: mesh, port: 15008, protocol: HBONE }') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ml, labels: { ${labels} } }
spec: { gatewayClassName: ${gatewayClass}, listeners: [${listener}] }
---`;
const ENTRY = (spec: string, labels = '', port = '{ number: 80, name: http, protocol: HTTP }') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: ml, labels: { ${labels} } }
spec: { hosts: [api.example.com], ports: [${port}], ${spec} }
---`;
const DENY_DELETE = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: ml }
spec:
  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api }]
  action: DENY
  rules: [{ to: [{ operation: { methods: [DELETE] } }] }]
---`;
const USES = 'istio.io/use-waypoint: egress';

function answers(yaml: string, asked: Partial<Asked> = {}) {
  return ask(yaml, { source: { namespace: 'ml', name: 'caller' }, url: 'http://api.example.com/', ...asked }).map(({ status, upstream, unknown }) => (
    unknown ?? `${status} ${upstream?.workload.name ?? 'nobody'}`));
}

describe('the waypoint of a ServiceEntry', () => {
  const guarded = AMBIENT + GATEWAY('egress') + DENY_DELETE;

  test('applies its policies', () => {
    const world = guarded + ENTRY('resolution: DNS', USES);
    expect([answers(world, { method: 'DELETE' }), answers(world)]).toEqual([['403 nobody'], ['200 api.example.com']]);
  });

  test('is that of its namespace where it names none, and none if it says so', () => {
    const world = guarded.replace('dataplane-mode: ambient', `dataplane-mode: ambient, ${USES}`);
    expect(answers(world + ENTRY('resolution: DNS'), { method: 'DELETE' })).toEqual(['403 nobody']);
    expect(answers(world + ENTRY('resolution: DNS', 'istio.io/use-waypoint: none'), { method: 'DELETE' })).toEqual(['200 api.example.com']);
  });

  test('adds the TLS of a DestinationRule', () => {
    const tls = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: api, namespace: ml }
spec: { host: api.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }
`;
    const world = guarded + ENTRY('resolution: DNS', USES, '{ number: 80, targetPort: 443, name: http, protocol: HTTP }');
    expect(answers(world + tls)).toEqual(['200 api.example.com']);
    expect(answers(world)).toEqual(['503 nobody']);
  });

  test.each([
    ['has no address of its own', 'resolution: NONE', USES, '200 api.example.com'],
    ['has one that is written', 'resolution: NONE, addresses: [240.0.0.1]', USES, '403 nobody'],
    ['gets none from istiod', 'resolution: DNS', `${USES}, networking.istio.io/enable-autoallocate-ip: "false"`, '200 api.example.com'],
  ])('is passed where ztunnel knows the host by no address: it %s', (_, spec, labels, expected) => {
    expect(answers(guarded + ENTRY(spec, labels), { method: 'DELETE' })).toEqual([expected]);
  });

  test('is passed by gateways, unless it says otherwise, and by sidecars', () => {
    const route = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: out, namespace: ml }
spec:
  parentRefs: [{ name: public }]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: Hostname, name: api.example.com, port: 80 }] }]
---`;
    const world = guarded + GATEWAY('public', '', 'istio', '{ name: http, port: 80, protocol: HTTP }') + route;
    const outside = { source: undefined, method: 'DELETE', gateway: { namespace: 'ml', name: 'public' } };
    expect(answers(world + ENTRY('resolution: DNS', USES), outside)).toEqual(['200 api.example.com']);
    expect(answers(world + ENTRY('resolution: DNS', `${USES}, istio.io/ingress-use-waypoint: "true"`), outside)).toEqual(['403 nobody']);
    expect(answers(SIDECAR + GATEWAY('egress') + DENY_DELETE + ENTRY('resolution: DNS', USES), { method: 'DELETE' })).toEqual(['200 api.example.com']);
  });
});

describe('subsets of a ServiceEntry', () => {
  const subsets = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: api, namespace: ml }
spec: { host: api.example.com, subsets: [{ name: v1, labels: { version: v1 } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: ml }
spec: { hosts: [api.example.com], http: [{ route: [{ destination: { host: api.example.com, subset: v1 } }] }] }
`;

  test.each([
    ['the labels of its endpoints choose', 'resolution: STATIC, endpoints: [{ address: 10.0.0.1, labels: { version: v1 } }, { address: 10.0.0.2 }]', '200 api.example.com'],
    ['no endpoint has them', 'resolution: STATIC, endpoints: [{ address: 10.0.0.2, labels: { version: v2 } }]', '503 nobody'],
    ['what DNS finds has none', 'resolution: DNS', '503 nobody'],
    ['the address is the caller\'s', 'resolution: NONE', '200 api.example.com'],
  ])('%s', (_, spec, expected) => {
    expect(answers(SIDECAR + ENTRY(spec) + subsets)).toEqual([expected]);
  });

  test('that nobody has the labels is told', () => {
    const [{ reason }] = ask(SIDECAR + ENTRY('resolution: DNS') + subsets, { source: { namespace: 'ml', name: 'caller' }, url: 'http://api.example.com/' });
    expect(reason?.text).toBe('no endpoint of ServiceEntry ml/api has the labels of the subset v1');
  });
});

describe('a WorkloadEntry', () => {
  const machine = (labels: string, own = '') => `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm, namespace: ml, labels: { ${labels} } }
spec: { address: 10.0.0.9, labels: { ${own} } }
---`;
  const selecting = ENTRY('location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: vm } }');
  const service = `
apiVersion: v1
kind: Service
metadata: { name: vm, namespace: ml }
spec: { selector: { app: vm }, ports: [{ name: http, port: 80 }] }
---`;

  test.each([['ambient', AMBIENT], ['sidecar', SIDECAR]])('answers as nobody knows: %s', (_, world) => {
    expect(answers(world + selecting + machine('app: vm'))).toEqual(['workload-entry']);
    expect(answers(world + selecting + machine('', 'app: vm'))).toEqual(['workload-entry']);
    expect(answers(world + service + machine('app: vm'), { url: 'http://vm/' })).toEqual(['workload-entry']);
  });

  test('that is not selected is nobody\'s', () => {
    expect(answers(SIDECAR + selecting + machine('app: other'))).toEqual(['503 nobody']);
    expect(answers(SIDECAR + service + machine('app: other'), { url: 'http://vm/' })).toEqual(['200 vm']);
  });
});

describe('a Service that stands for another name', () => {
  const alias = (name: string, externalName: string, ports = ', ports: [{ name: http, port: 80 }]') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ml }
spec: { type: ExternalName, externalName: ${externalName}${ports} }
---`;
  const real = `
apiVersion: v1
kind: Service
metadata: { name: real, namespace: ml }
spec: { selector: { app: real }, ports: [{ name: http, port: 80 }] }
---`;
  const two = real + alias('alias', 'real.ml.svc.cluster.local') + alias('again', 'alias.ml.svc.cluster.local', '');

  test.each(['alias', 'again'])('is that Service where nobody reads the name: %s', (name) => {
    expect(answers(AMBIENT + two, { url: `http://${name}/` })).toEqual(['200 real']);
  });

  test.each([['a name outside', alias('alias', 'api.example.org')], ['itself', alias('alias', 'alias.ml.svc.cluster.local')]])('is unknown where it stands for %s', (_, world) => {
    expect(answers(AMBIENT + world, { url: 'http://alias/' })).toEqual(['unknown-host']);
  });

  test.each(['alias', 'again'])('is that Service to a sidecar: %s', (name) => {
    expect(answers(SIDECAR + two, { url: `http://${name}/` })).toEqual(['200 real']);
    expect(answers(SIDECAR + two, { url: `http://${name}:81/` })).toEqual(['undefined nobody']);
  });

  const bare = alias('bare', 'real.ml.svc.cluster.local', '');

  test.each([
    ['alias', '200 real'],
    ['bare', '503 nobody'],
    ['again', '503 nobody'],
    ['hidden', '503 nobody'],
  ])('is followed by routes over one name, at ports of its own: %s', (name, expected) => {
    const route = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: other, namespace: ml }
spec: { hosts: [other.example.com], http: [{ route: [{ destination: { host: ${name}, port: { number: 80 } } }] }] }
---`;
    const hidden = alias('hidden', 'real.ml.svc.cluster.local').replace('namespace: ml', "namespace: ml, annotations: { networking.istio.io/exportTo: '~' }");

    expect(answers(SIDECAR + two + bare + hidden + route, { url: 'http://other.example.com/' })).toEqual([expected]);
  });

  test('is unknown to a sidecar whose Sidecar chooses hosts', () => {
    const scope = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: scope, namespace: ml }
spec: { egress: [{ hosts: ['./*'] }] }
---`;

    expect(answers(SIDECAR + two + scope, { url: 'http://alias/' })).toEqual(['alias']);
    expect(answers(SIDECAR + two + scope, { url: 'http://real/' })).toEqual(['200 real']);
  });
});

describe('a ServiceEntry of TCP without addresses, for a sidecar', () => {
  const TCP = '{ number: 80, name: tcp, protocol: TCP }';
  const HTTP = `
apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml }
spec: { selector: { app: model }, ports: [{ name: http, port: 80 }] }
---`;
  const OTHER = (port: string, spec = 'resolution: DNS') => ENTRY(spec, '', port).replace('name: api', 'name: other').replace('api.example', 'other.example');

  test.each<[what: string, expected: string, beside: string, spec?: string, port?: string, asked?: Partial<Asked>]>([
    ['has the port alone', '200 api.example.com', ''],
    ['shares it with HTTP', 'shared-listener', HTTP],
    ['shares it with a Service that does not say what it speaks', '200 api.example.com', HTTP.replace('name: http', 'name: web')],
    ['shares it with a ServiceEntry that does not say what it speaks', 'shared-listener', OTHER('{ number: 80, name: other }')],
    ['shares it with such a one that has an address', '200 api.example.com', OTHER('{ number: 80, name: other }', 'resolution: DNS, addresses: [192.0.2.7]')],
    ['shares it with a Service that stands for another name', '200 api.example.com', HTTP.replace('selector: { app: model }', 'type: ExternalName, externalName: other.example.com')],
    ['shares it with HTTP that the pods do not know', '200 api.example.com', OTHER('{ number: 80, name: http, protocol: HTTP }', 'resolution: DNS, exportTo: [elsewhere]')],
    ['shares it with HTTP, and is asked by TLS', '200 api.example.com', HTTP.replace('port: 80', 'port: 443'), undefined, TCP.replace('80', '443'), { url: 'https://api.example.com/' }],
    ['shares it with HTTP, and is asked in plaintext', 'shared-listener', HTTP.replace('port: 80', 'port: 443'), undefined, TCP.replace('80', '443'), { url: 'http://api.example.com:443/' }],
    ['shares it with TCP', 'shared-listener', OTHER(TCP)],
    ['shares it with TCP of an address', '200 api.example.com', OTHER(TCP, 'resolution: DNS, addresses: [192.0.2.7]')],
    ['shares it with a Service of TCP', '200 api.example.com', HTTP.replace('name: http', 'name: tcp')],
    ['has an address', '200 api.example.com', HTTP, 'resolution: DNS, addresses: [192.0.2.8]'],
  ])('that %s: %s', (_, expected, beside, spec = 'resolution: DNS', port = TCP, asked = {}) => {
    expect(answers(SIDECAR + beside + ENTRY(spec, '', port), asked)).toEqual([expected]);
  });

  test('is known to ztunnel by the address that Istio gives it', () => {
    expect(answers(AMBIENT + HTTP + ENTRY('resolution: DNS', '', TCP))).toEqual(['200 api.example.com']);
  });
});
