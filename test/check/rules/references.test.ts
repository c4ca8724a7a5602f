import { findingsOf as allFindingsOf, reportOn } from '../findings-of';

/** Routes are short here: that some lead nowhere is none of their matter. */
const findingsOf: typeof allFindingsOf = (...args) => allFindingsOf(...args).filter((finding) => !finding.startsWith('MLM0213'));

const CLOSED = { isComplete: true };

function object(apiVersion: string, kind: string, name: string, spec: object): string {
  return `${JSON.stringify({ apiVersion, kind, metadata: { name, namespace: 'ml' }, spec })}\n---\n`;
}

function httpRoute(spec: object): string {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', spec);
}

function gateway(...listeners: object[]): string {
  return object('gateway.networking.k8s.io/v1', 'Gateway', 'g', {
    gatewayClassName: 'istio',
    listeners: listeners.map((listener, i) => ({ name: `l${i}`, port: 80 + i, protocol: 'HTTP', ...listener })),
  });
}

const NAMESPACE = `${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } })}\n---\n`;
const SERVICE = object('v1', 'Service', 'm', { ports: [{ name: 'http', port: 80 }, { name: 'http-b', port: 81 }] });
const toService = (ref: object) => httpRoute({ rules: [{ backendRefs: [{ name: 'm', port: 80, ...ref }] }] });

test('a mirror must be there, be granted and have its port like any backend', () => {
  const mirrorTo = (backendRef: object) => httpRoute({ rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef } }] }] });

  expect(findingsOf(mirrorTo({ name: 'x', port: 80 }), CLOSED)).toEqual([
    'MLM0101 error HTTPRoute ml/r spec.rules[0].filters[0].requestMirror.backendRef.name: Service ml/x is not there',
  ]);
  expect(findingsOf(SERVICE + mirrorTo({ name: 'm', port: 8080 }), CLOSED)).toEqual([
    'MLM0103 error HTTPRoute ml/r spec.rules[0].filters[0].requestMirror.backendRef.port: Service ml/m has no port 8080, it has 80, 81',
  ]);
});

test('a host is that of a ServiceEntry or a Service, of whatever namespace', () => {
  const toHost = (name: string) => httpRoute({ rules: [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name, port: 443 }] }] });
  const entry = object('networking.istio.io/v1', 'ServiceEntry', 'openai', {
    hosts: ['api.openai.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
  }).replace('"ml"', '"other"');

  expect(findingsOf(entry + toHost('api.openai.com'), CLOSED)).toEqual([]);
  expect(findingsOf(SERVICE + toHost('m.ml.svc.cluster.local'), CLOSED)).toEqual([]);
  expect(findingsOf(entry + toHost('api.mistral.ai'), CLOSED)).toEqual([
    'MLM0101 error HTTPRoute ml/r spec.rules[0].backendRefs[0].name: The host api.mistral.ai is not there',
  ]);
});

test('pods that are only assumed are told at the Service that selects them, where their account is not there', () => {
  const service = object('v1', 'Service', 'm', { selector: { app: 'm' }, ports: [{ name: 'http', port: 80 }] });
  const stubs = `${JSON.stringify({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'm-0', namespace: 'ml', labels: { app: 'm' } }, spec: { containers: [], serviceAccountName: 'm' },
  })}\n`;
  const found = (text: string) => findingsOf(text, { isComplete: true, stubs }).filter((finding) => finding.startsWith('MLM0110'));

  expect(found(service)).toEqual(['MLM0110 error Service ml/m spec.selector: ServiceAccount ml/m is not there']);
  expect(found(service + object('v1', 'ServiceAccount', 'm', {}).replace(',"spec":{}', ''))).toEqual([]);
  expect(found(SERVICE)).toEqual([]);
});

test('settings are for a port of the Service, of subsets as well', () => {
  const settings = (number: number) => ({ portLevelSettings: [{ port: { number }, connectionPool: { tcp: { maxConnections: 1 } } }] });
  const rule = (spec: object) => object('networking.istio.io/v1', 'DestinationRule', 'd', { host: 'm', ...spec });
  const found = (text: string) => findingsOf(text).filter((finding) => finding.startsWith('MLM0117'));

  expect(found(SERVICE + rule({ trafficPolicy: settings(80), subsets: [{ name: 'a', trafficPolicy: settings(82) }] }))).toEqual([
    'MLM0117 warning DestinationRule ml/d spec.subsets[0].trafficPolicy.portLevelSettings[0].port.number: Service ml/m has no port 82, it has 80, 81',
  ]);
  expect(found(rule({ trafficPolicy: settings(82) }))).toEqual([]);
});

test('a host has the ports of its ServiceEntries', () => {
  const entry = (number: number, protocol = 'TLS') => object('networking.istio.io/v1', 'ServiceEntry', `openai-${number}`, {
    hosts: ['api.openai.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number, name: 'https', protocol }],
  });
  const onPort = (port: number, name = 'api.openai.com') => httpRoute({ rules: [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name, port }] }] });
  const ports = (text: string) => findingsOf(text).filter((finding) => finding.startsWith('MLM0103'));

  expect(ports(entry(443) + entry(8443) + onPort(80))).toEqual([
    'MLM0103 error HTTPRoute ml/r spec.rules[0].backendRefs[0].port: ServiceEntry ml/openai-443 has no port 80, it has 443, 8443',
  ]);
  expect([ports(entry(443) + entry(8443) + onPort(8443)), ports(entry(443) + onPort(80, 'api.mistral.ai'))]).toEqual([[], []]);
  expect(ports(entry(443, 'udp') + onPort(443))).toEqual([
    'MLM0103 error HTTPRoute ml/r spec.rules[0].backendRefs[0].port: ServiceEntry ml/openai-443 has no port 443, it has 443 of UDP',
  ]);
  const datagrams = { rules: [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'api.openai.com', port: 443 }] }] };
  expect(ports(entry(443, 'UDP') + object('gateway.networking.k8s.io/v1alpha2', 'UDPRoute', 'r', datagrams))).toEqual([]);
});

test('a redirect to https leads to a host of a listener with TLS, if there are any', () => {
  const tls = { protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'c' }] } };
  const toHttps = (redirect: object = {}, spec: object = {}) => httpRoute({
    parentRefs: [{ name: 'g', sectionName: 'l0' }],
    rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', ...redirect } }] }],
    ...spec,
  });
  const redirects = (...listeners: object[]) => (route: string) => findingsOf(gateway(...listeners) + route).filter((finding) => finding.startsWith('MLM0116'));
  const [plain, secure] = [{ hostname: '*.a.example.com' }, { hostname: '*.b.example.com', ...tls }];

  expect(redirects(plain, secure)(toHttps())).toEqual([
    'MLM0116 warning HTTPRoute ml/r spec.rules[0].filters[0].requestRedirect.scheme: '
    + 'requests for *.a.example.com are sent on to https, where Gateway ml/g has listeners for other hosts only',
  ]);
  expect(redirects({}, secure)(toHttps({}, { hostnames: ['x.a.example.com'] }))).toHaveLength(1);
  expect([
    redirects(plain, { ...secure, hostname: undefined })(toHttps()),
    redirects(plain, secure, { ...tls, hostname: 'x.a.example.com' })(toHttps()),
    redirects(plain)(toHttps()),
    redirects(plain, secure)(toHttps({ hostname: 'www.example.com' })),
    redirects(plain, secure)(toHttps({ scheme: 'http' })),
    redirects({}, secure)(toHttps({}, { hostnames: ['x.b.example.com'] })),
  ]).toEqual([[], [], [], [], [], []]);
});

test('in an open world what is missed is information', () => {
  expect(findingsOf(toService({ namespace: 'other' })).map((finding) => finding.split(' ').slice(0, 2).join(' '))).toEqual(['MLM0101 info', 'MLM0102 info']);
});

test('a grant for another name, kind or namespace is none', () => {
  const grant = (from: object, to: object) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: 'g', namespace: 'other' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ml', ...from }],
      to: [{ group: '', kind: 'Service', ...to }],
    },
  });
  const codes = (from: object, to: object) => findingsOf(`${toService({ namespace: 'other' })}${grant(from, to)}`).map((finding) => finding.slice(0, 7));

  expect(codes({}, {})).toEqual(['MLM0101']);
  expect(codes({}, { name: 'm' })).toEqual(['MLM0101']);
  expect([codes({}, { name: 'n' }), codes({ namespace: 'else' }, {}), codes({ kind: 'GRPCRoute' }, {}), codes({}, { kind: 'Secret' })])
    .toEqual(Array(4).fill(['MLM0101', 'MLM0102']));
});

test('a name outside of the cluster has no ports to compare', () => {
  expect(findingsOf(object('v1', 'Service', 'm', { type: 'ExternalName', externalName: 'api.example.com' }) + toService({}))).toEqual([]);
});

test('a mesh route is attached to its Service, which has no listeners', () => {
  expect(findingsOf(SERVICE + httpRoute({ parentRefs: [{ group: '', kind: 'Service', name: 'm' }], rules: [{ backendRefs: [{ name: 'm', port: 81 }] }] }), CLOSED)).toEqual([]);
});

test.each([
  ['its name', { sectionName: 'x' }, {}, {}, "listener 'l0' has another name than sectionName, listener 'l1' has another name than sectionName"],
  ['its port', { port: 443 }, {}, {}, "listener 'l0' has another port, listener 'l1' has another port"],
  ['what it takes', {}, { allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }, {}, "listener 'l0' takes no HTTPRoute, listener 'l1' takes no HTTPRoute"],
  ['its namespaces', {}, { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } } } }, {},
    "listener 'l0' takes no routes of the namespace ml (allowedRoutes), listener 'l1' takes no routes of the namespace ml (allowedRoutes)"],
  ['its hostname', { sectionName: 'l1' }, { hostname: 'a.example.com' }, { hostnames: ['b.example.com'] },
    "listener 'l1' serves none of the hostnames of the route"],
])('a listener refuses a route by %s, and the nearest one is told', (_, ref, listener, spec, reasons) => {
  const rules = [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }];

  expect(findingsOf(NAMESPACE + gateway(listener, listener) + httpRoute({ parentRefs: [{ name: 'g', ...ref }], rules, ...spec }), { channel: 'experimental' })).toEqual([
    `MLM0105 error HTTPRoute ml/r spec.parentRefs[0].name: no listener of Gateway ml/g takes the route: ${reasons}`,
  ]);
});

test('one listener that takes the route is enough', () => {
  expect(findingsOf(gateway({ hostname: 'a.example.com' }, {}) + httpRoute({ parentRefs: [{ name: 'g' }], hostnames: ['b.example.com'] }))).toEqual([]);
});

test('a listener that asks for labels of a namespace nobody knows is not called a refusal', () => {
  const selected = { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } } } };

  expect(findingsOf(gateway(selected) + httpRoute({ parentRefs: [{ name: 'g' }] }))).toEqual([]);
});

const pod = (spec: object, labels: object = { app: 'm' }, namespace = 'ml') => `${JSON.stringify({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace, labels }, spec: { containers: [{ name: 'app', image: 'app' }], ...spec },
})}\n---\n`;
const selecting = (ports: object[] = [{ port: 80 }]) => object('v1', 'Service', 'm', { selector: { app: 'm' }, ports });

test('a Service needs pods in its own namespace, or entries of workloads', () => {
  const without = ['MLM0108 warning Service ml/m spec.selector: no pods in ml have the labels app=m'];
  const entry = JSON.stringify({
    apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: { name: 'e', namespace: 'ml' }, spec: { address: '10.0.0.1', labels: { app: 'm' } },
  });

  expect(findingsOf(selecting(), CLOSED)).toEqual(without);
  expect(findingsOf(selecting() + pod({}, { app: 'm' }, 'other'), CLOSED)).toEqual(without);
  expect(findingsOf(selecting() + pod({}), CLOSED)).toEqual([]);
  expect(findingsOf(selecting() + entry, CLOSED)).toEqual([]);
  expect(findingsOf(SERVICE, CLOSED)).toEqual([]);
  expect(findingsOf(selecting())).toEqual([without[0].replace('warning', 'info')]);
});

test('of a Service without pods to which a route sends only the route is told, unless it sends nothing', () => {
  const found = (weight: number) => findingsOf(NAMESPACE + selecting() + SERVICE.replaceAll('"m"', '"n"') + httpRoute({
    rules: [{ backendRefs: [{ name: 'm', port: 80, weight }, { name: 'n', port: 80, weight: 100 - weight }] }],
  }), CLOSED).map((line) => line.slice(0, 7));

  expect(found(10)).toEqual(['MLM0801']);
  expect(found(0)).toEqual(['MLM0108']);
});

test('a Service leads to a port that one of its workloads declares, by number or by name', () => {
  const declaring = (...ports: object[]) => pod({ containers: [{ name: 'app', image: 'app', ports }] });
  const found = (port: object, pods: string) => findingsOf(selecting([port]) + pods, CLOSED);

  expect(found({ port: 80, targetPort: 8081 }, declaring({ containerPort: 8080, name: 'web' }))).toEqual([
    'MLM0109 warning Service ml/m spec.ports[0].targetPort: port 80 leads to 8081, and Pod ml/p declares 8080 (web)',
  ]);
  expect(found({ port: 80 }, declaring({ containerPort: 8080 }))).toEqual([
    'MLM0109 warning Service ml/m spec.ports[0].port: port 80 leads to 80, and Pod ml/p declares 8080',
  ]);
  expect(found({ port: 80, targetPort: 'http' }, declaring({ containerPort: 8080, name: 'web' }))).toEqual([
    'MLM0109 warning Service ml/m spec.ports[0].targetPort: port 80 leads to http, and Pod ml/p declares 8080 (web)',
  ]);
  expect(found({ port: 80, targetPort: 'web' }, declaring({ containerPort: 8080, name: 'web' }))).toEqual([]);
  expect(found({ port: 8080 }, declaring({ containerPort: 8080 }))).toEqual([]);
  expect(found({ port: 80, targetPort: 8081 }, pod({}))).toEqual([]);
  expect(found({ port: 80, targetPort: 8081 }, declaring({ containerPort: 8080 }) + declaring({ containerPort: 8081 }).replace('"p"', '"q"'))).toEqual([]);
});

test('pods run as an account of their namespace; the account default is always there', () => {
  const account = (namespace: string) => `${JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa', namespace } })}\n---\n`;

  expect(findingsOf(pod({ serviceAccountName: 'sa' }) + account('other'), CLOSED)).toEqual([
    'MLM0110 error Pod ml/p spec.serviceAccountName: ServiceAccount ml/sa is not there',
  ]);
  expect(findingsOf(pod({ serviceAccountName: 'sa' }) + account('ml'), CLOSED)).toEqual([]);
  expect(findingsOf(pod({ serviceAccountName: 'default' }), CLOSED)).toEqual([]);
  expect(findingsOf(pod({}), CLOSED)).toEqual([]);
});

test('the class of a Gateway is one of Istio, or there', () => {
  const of = (name: string) => gateway({}).replace('"istio"', `"${name}"`);
  const nginx = JSON.stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'nginx' }, spec: { controllerName: 'example.com/nginx' } });

  expect(findingsOf(of('nginx'), CLOSED)).toEqual([
    'MLM0111 error Gateway ml/g spec.gatewayClassName: GatewayClass nginx is not there, and it is none of Istio',
  ]);
  expect(findingsOf(`${of('nginx')}${nginx}`, CLOSED)).toEqual([]);
  expect(findingsOf(of('istio-remote'), CLOSED)).toEqual([]);
});

test('a Service has the fields of Kubernetes, and names for its ports where it has several', () => {
  const of = (port: object, spec: object = {}) => findingsOf(object('v1', 'Service', 'm', { ports: [port], ...spec }));

  expect(of({ port: 80, targetPorts: 8080 })).toEqual(['MLM0004 error Service ml/m spec.ports[0].targetPorts: spec.ports[0].targetPorts: unknown field']);
  expect(of({ port: 80 }, { selectors: {} })).toEqual(['MLM0004 error Service ml/m spec.selectors: spec.selectors: unknown field']);
  expect(findingsOf(object('v1', 'Service', 'm', { ports: [{ name: 'http', port: 80 }, { port: 81 }] }))).toEqual([
    'MLM0112 error Service ml/m spec.ports[1]: one of several ports has no name',
  ]);
  expect(of({ port: 80, name: 'http', protocol: 'TCP', appProtocol: 'http', targetPort: 8080, nodePort: 30000 }, { trafficDistribution: 'PreferClose' })).toEqual([]);
});

const POD = (name: string, labels: object, ports: object[] = []) => `${JSON.stringify({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'ml', labels }, spec: { containers: [{ name: 'a', ports }] },
})}\n---\n`;
const found = (text: string, ...wanted: string[]) => findingsOf(text, CLOSED).filter((finding) => wanted.includes(finding.slice(0, 7)));

test('a route of the mesh is for a port that its Service has', () => {
  const onPort = (port?: number) => SERVICE + httpRoute({ parentRefs: [{ group: '', kind: 'Service', name: 'm', port }], rules: [{ backendRefs: [{ name: 'm', port: 81 }] }] });

  expect(found(onPort(4321), 'MLM0103')).toEqual(['MLM0103 error HTTPRoute ml/r spec.parentRefs[0].port: Service ml/m has no port 4321, it has 80, 81']);
  expect(found(onPort(81) + onPort(), 'MLM0103')).toEqual([]);
  expect(found(gateway({}) + httpRoute({ parentRefs: [{ name: 'g', port: 4321 }] }), 'MLM0103')).toEqual([]);
});

test('a Service has ports, unless it is headless or a name outside of the cluster', () => {
  const without = (spec: object) => found(object('v1', 'Service', 'm', spec), 'MLM0112');

  expect(without({})).toEqual(['MLM0112 error Service ml/m spec: there are no ports']);
  expect([without({ clusterIP: 'None' }), without({ type: 'ExternalName', externalName: 'api.example.com' })]).toEqual([[], []]);
});

test('a targetPort in quotes is a name, and has a letter', () => {
  const leadingTo = (targetPort: string | number) => found(object('v1', 'Service', 'm', { ports: [{ name: 'http', port: 80, targetPort }] }), 'MLM0112');

  expect(leadingTo('8080')).toEqual(["MLM0112 error Service ml/m spec.ports[0].targetPort: '8080' is the name of no port, which has a letter"]);
  expect([leadingTo(8080), leadingTo('http')]).toEqual([[], []]);
});

test.each([
  ['labels', { matchLabels: { app: 'b' } }, ['MLM0113 error Deployment ml/d spec.selector.matchLabels: the pod template does not have the labels app=b']],
  ['expressions', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] }, [
    'MLM0113 error Deployment ml/d spec.selector: the pod template does not have the labels app NotIn',
  ]],
  ['what fits', { matchLabels: { app: 'a' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] }, []],
])('the selector of a workload fits its own pods: %s', (_, selector, expected) => {
  expect(found(object('apps/v1', 'Deployment', 'd', { selector, template: { metadata: { labels: { app: 'a' } }, spec: { containers: [] } } }), 'MLM0113')).toEqual(expected);
});

test('a Service without selector is meant to have one where there are pods of its name, and no endpoints', () => {
  const service = object('v1', 'Service', 'm', { ports: [{ name: 'http', port: 80 }] });
  const slice = (name: string) => `${JSON.stringify({
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'm-1', namespace: 'ml', labels: { 'kubernetes.io/service-name': name } }, addressType: 'IPv4', endpoints: [],
  })}\n---\n`;
  const endpoints = object('v1', 'Endpoints', 'm', {});
  const codes = (text: string) => found(text, 'MLM0114').map((finding) => finding.slice(0, 7));

  expect(found(service + POD('a', { app: 'm' }), 'MLM0114')).toEqual(['MLM0114 warning Service ml/m spec: it has no selector, and Pod ml/a has pods of its name']);
  expect([codes(service + POD('m', {})), codes(service + slice('n') + POD('m', {}))]).toEqual([['MLM0114'], ['MLM0114']]);
  expect([codes(service + POD('a', { app: 'n' })), codes(service + slice('m') + POD('m', {})), codes(service + endpoints + POD('m', {}))]).toEqual([[], [], []]);
  expect(codes(object('v1', 'Service', 'm', { selector: { app: 'm' }, ports: [{ port: 80 }] }) + POD('m', { app: 'm' }))).toEqual([]);
  expect(codes(service + POD('m', {}) + httpRoute({ parentRefs: [{ group: '', kind: 'Service', name: 'm' }], rules: [{ backendRefs: [{ name: 'n', port: 80 }] }] }))).toEqual([]);
});

test.each([
  ['its name', { name: 'grpc' }, '', 'and grpc is spoken over TCP'],
  ['its appProtocol', { name: 'a', appProtocol: 'http' }, '', 'and http is spoken over TCP'],
  ['a route', { name: 'a' }, toService({}), 'and HTTPRoute ml/r sends requests to it'],
  ['the pods', { name: 'a', targetPort: 8080 }, POD('a', { app: 'm' }, [{ containerPort: 8080 }]), 'and the pods declare it as TCP'],
  ['the name of a port of the pods', { name: 'a', targetPort: 'b' }, POD('a', { app: 'm' }, [{ containerPort: 8080, name: 'b' }]), 'and the pods declare it as TCP'],
])('a UDP port contradicts %s', (_, port, others, expected) => {
  const service = (...more: object[]) => object('v1', 'Service', 'm', { selector: { app: 'm' }, ports: [{ port: 80, protocol: 'UDP', ...port }, ...more] });

  expect(found(service() + others, 'MLM0115')).toEqual([`MLM0115 error Service ml/m spec.ports[0].protocol: port 80 is UDP, ${expected}`]);
  expect(found(service({ name: 'tcp', port: 80, protocol: 'TCP' }) + others, 'MLM0115')).toEqual([]);
});

test('a UDP port for UDP is no trouble', () => {
  const service = object('v1', 'Service', 'm', { selector: { app: 'm' }, ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] });

  expect(found(service + POD('a', { app: 'm' }, [{ containerPort: 53, protocol: 'UDP' }]), 'MLM0115')).toEqual([]);
  expect(found(service + POD('a', { app: 'm' }), 'MLM0115')).toEqual([]);
});

test('a grant that does not fit is pointed at', () => {
  const grant = (namespace: string, from: string) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: 'g', namespace },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }], to: [{ group: '', kind: 'Service', name: 'n' }] },
  });
  const pointedAt = (text: string) => reportOn(toService({ namespace: 'other' }) + text).findings.filter(({ rule }) => rule.code === 'MLM0102')
    .flatMap(({ related }) => related.map(({ label }) => label));

  expect([pointedAt(grant('other', 'else')), pointedAt(grant('third', 'ml'))]).toEqual(Array(2).fill(['a grant that does not say so']));
  expect(pointedAt(grant('third', 'else'))).toEqual([]);
});

test('a grant of certificates that does not fit is pointed at', () => {
  const closed = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ml }
spec:
  gatewayClassName: istio
  listeners: [{ name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: certificate, namespace: certificates }] } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: gateways, namespace: certificates }
spec: { from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: else }], to: [{ group: '', kind: Secret }] }
`;
  const [finding] = reportOn(closed).findings.filter(({ rule }) => rule.code === 'MLM0118');

  expect(finding.related.map(({ label }) => label)).toEqual(['a grant that does not say so']);
});

test.each([
  ['one that it does not see', '["."]', ['MLM0121']],
  ['one that it sees', '[edge]', []],
])('a gateway is sent to a ServiceEntry: %s', (_, exportTo, expected) => {
  const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: ml}
spec: {selector: {istio: edge}, servers: [{hosts: ["*"], port: {number: 80, name: http, protocol: HTTP}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: edge, labels: {istio: edge}}
spec: {containers: [{name: istio-proxy}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: provider, namespace: ml}
spec: {hosts: [api.example.com], exportTo: ${exportTo}, location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: provider, namespace: ml}
spec: {hosts: [api.example.com], gateways: [edge], http: [{route: [{destination: {host: api.example.com}}]}]}
`;

  expect(findingsOf(text).map((line) => line.slice(0, 7)).filter((code) => code === 'MLM0121')).toEqual(expected);
});

test('a container has an image, which the injector writes for the proxy of a pod, and every port once', () => {
  const podOf = (containers: object[], initContainers: object[] = []) => found(
    `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ml' }, spec: { initContainers, containers } })}\n---\n`, 'MLM0129');
  const server = (ports: object[]) => ({ name: 'server', image: 'server', ports });

  expect(podOf([{ name: 'a' }])).toEqual(['MLM0129 error Pod ml/p spec.containers[0]: container a has no image']);
  expect(podOf([server([])], [{ name: 'b', image: '' }])).toEqual(['MLM0129 error Pod ml/p spec.initContainers[0]: container b has no image']);
  expect(podOf([server([]), { name: 'istio-proxy' }])).toEqual([]);
  expect(podOf([server([{ containerPort: 80 }, { containerPort: 81 }, { containerPort: 80, protocol: 'TCP' }])]))
    .toEqual(['MLM0129 error Pod ml/p spec.containers[0].ports[2]: container server has the TCP port 80 twice']);
  expect(podOf([server([{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }])])).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['a role', {}, []],
  ['a role without a group, which is the usual one', { apiGroup: '' }, []],
  ['a role of the cluster', { kind: 'ClusterRole' }, []],
  ['another kind', { kind: 'Deployment' }, ['roleRef.kind of the binding is "Deployment", and should be Role or ClusterRole']],
  ['no kind', { kind: '' }, ['roleRef.kind of the binding is "", and should be Role or ClusterRole']],
  ['another group', { apiGroup: 'apps' }, ['roleRef.apiGroup of the binding is "apps", and should be rbac.authorization.k8s.io']],
  ['no name', { name: '' }, ['roleRef.name of the binding is "", and should be that of a role']],
])('a RoleBinding names %s', (_, roleRef, expected) => {
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'picker', namespace: 'ml' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'picker', ...roleRef },
  };
  expect(found(JSON.stringify(binding), 'MLM0133').map((line) => line.split(/: (.*)/s)[1])).toEqual(expected);
});

test('a ClusterRoleBinding gives no Role of a namespace', () => {
  const binding = (kind: string) => JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'picker' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'picker' },
  });
  expect(found(binding('Role'), 'MLM0133')).toHaveLength(1);
  expect(found(binding('ClusterRole'), 'MLM0133')).toEqual([]);
});

test.each<[string, object, boolean]>([
  ['its port', { port: { number: 80 }, hosts: ['./model.ml.svc.cluster.local'] }, false],
  ['another port', { port: { number: 81 }, hosts: ['./model.ml.svc.cluster.local'] }, true],
  ['another port, of an entry', { port: { number: 80 }, hosts: ['*/api.example.com'] }, true],
  ['the port of an entry', { port: { number: 443 }, hosts: ['*/api.example.com'] }, false],
  ['all ports', { hosts: ['./model.ml.svc.cluster.local'] }, false],
  ['another port, with all other hosts', { port: { number: 81 }, hosts: ['./*'] }, false],
  ['another port, to be left out', { port: { number: 81 }, hosts: ['~ml/model.ml.svc.cluster.local'] }, false],
  ['a port of nobody that is known', { port: { number: 81 }, hosts: ['./other.ml.svc.cluster.local'] }, false],
])('a Sidecar lists a host for %s', (_, egress, isFound) => {
  const istio = (kind: string, spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name: 'default', namespace: 'ml' }, spec });
  const objects = [
    istio('Sidecar', { egress: [egress] }),
    istio('ServiceEntry', { hosts: ['api.example.com'], resolution: 'DNS', ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { ports: [{ name: 'http', port: 80 }] } },
  ];
  expect(found(objects.map((each) => JSON.stringify(each)).join('\n---\n'), 'MLM0134')).toHaveLength(isFound ? 1 : 0);
});
