import { type Case, saidOf } from './said-of';

const policy = (change: object) => ({ host: 'm', trafficPolicy: change });
const lb = (change: object, more = {}) => policy({ loadBalancer: change, outlierDetection: {}, ...more });
const client = (change: object) => policy({ tls: change });

const CASES: readonly Case[] = [
  {
    of: 'hosts',
    kind: 'DestinationRule',
    spec: { host: 'a b' },
    says: [
      'MLM0914 spec.host: "a b" is no host name: "a b" is no DNS label',
    ],
  },
  {
    of: 'no host',
    kind: 'DestinationRule',
    says: [
      'MLM0914 spec.host: a host name is empty',
    ],
  },
  {
    of: 'subsets',
    kind: 'DestinationRule',
    spec: { host: 'm', subsets: [{ name: 'v1', labels: { 'a b': 'c' } }, { name: 'v1' }, { name: 'v.2', trafficPolicy: {} }] },
    says: [
      'MLM0914 spec.subsets[0].labels: "a b" is no key of a label',
      'MLM0914 spec.subsets[1]: the subset v1 stands twice',
      'MLM0914 spec.subsets[2].name: "v.2" is no name of a subset',
      'MLM0914 spec.subsets[2].trafficPolicy: the traffic policy says nothing',
    ],
  },
  {
    of: 'policies that say nothing',
    kind: 'DestinationRule',
    spec: policy({ portLevelSettings: [{}] }),
    says: [
      'MLM0914 spec.trafficPolicy.portLevelSettings[0]: the policy of a port names no port',
      'MLM0914 spec.trafficPolicy.portLevelSettings[0]: the policy of the port says nothing',
    ],
  },
  { of: 'a budget alone', kind: 'DestinationRule', spec: policy({ retryBudget: { percent: 10 } }), says: [] },
  {
    of: 'tunnel and PROXY protocol',
    kind: 'DestinationRule',
    spec: policy({ tunnel: { targetHost: 'm', targetPort: 80 }, proxyProtocol: {} }),
    says: [
      'MLM0914 spec.trafficPolicy.proxyProtocol: a traffic policy has a tunnel or a proxyProtocol, not both',
    ],
  },
  {
    of: 'tunnels',
    kind: 'DestinationRule',
    spec: policy({ tunnel: { protocol: 'GET', targetHost: 'a b', targetPort: 70000 } }),
    says: [
      'MLM0914 spec.trafficPolicy.tunnel.protocol: no tunnel uses GET',
      'MLM0914 spec.trafficPolicy.tunnel.targetHost: "a b" is no host name: "a b" is no DNS label',
      'MLM0914 spec.trafficPolicy.tunnel.targetPort: 70000 is no port number',
    ],
  },
  { of: 'tunnels to addresses', kind: 'DestinationRule', spec: policy({ tunnel: { protocol: 'POST', targetHost: '::1', targetPort: 80 } }), says: [] },
  {
    of: 'pools',
    kind: 'DestinationRule',
    spec: policy({ connectionPool: {} }),
    says: [
      'MLM0915 spec.trafficPolicy.connectionPool: the connection pool says nothing',
    ],
  },
  {
    of: 'pools of HTTP',
    kind: 'DestinationRule',
    spec: policy({ connectionPool: { http: { http1MaxPendingRequests: -1, maxRetries: -2, idleTimeout: '1.5ms', h2UpgradePolicy: 'UPGRADE', useClientProtocol: true, http2KeepAlive: { interval: '1.5ms' } } } }),
    says: [
      'MLM0915 spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests: -1 is below 0',
      'MLM0915 spec.trafficPolicy.connectionPool.http.maxRetries: -2 is below 0',
      'MLM0915 spec.trafficPolicy.connectionPool.http.idleTimeout: 1.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.connectionPool.http.useClientProtocol: requests are upgraded to HTTP/2 or keep the protocol of the client, not both',
      'MLM0915 spec.trafficPolicy.connectionPool.http.http2KeepAlive.timeout: http2KeepAlive needs an interval and a timeout',
      'MLM0915 spec.trafficPolicy.connectionPool.http.http2KeepAlive.interval: 1.5ms is no whole number of milliseconds',
    ],
  },
  {
    of: 'keepalives',
    kind: 'DestinationRule',
    spec: policy({ connectionPool: { http: { http2KeepAlive: {} } } }),
    says: [
      'MLM0915 spec.trafficPolicy.connectionPool.http.http2KeepAlive.interval: http2KeepAlive needs an interval',
      'MLM0915 spec.trafficPolicy.connectionPool.http.http2KeepAlive.timeout: http2KeepAlive needs an interval and a timeout',
    ],
  },
  {
    of: 'pools of TCP',
    kind: 'DestinationRule',
    spec: policy({ connectionPool: { tcp: { maxConnections: -1, connectTimeout: '1.5ms', maxConnectionDuration: '2.5ms', idleTimeout: '3.5ms', tcpKeepalive: { time: '4.5ms', interval: '5.5ms' } } } }),
    says: [
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.maxConnections: -1 is below 0',
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.connectTimeout: 1.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.maxConnectionDuration: 2.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.idleTimeout: 3.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.time: 4.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.interval: 5.5ms is no whole number of milliseconds',
    ],
  },
  {
    of: 'idle times that are none',
    kind: 'DestinationRule',
    spec: policy({ connectionPool: { tcp: { idleTimeout: '1 hour' } }, portLevelSettings: [{ port: { number: 80 }, connectionPool: { tcp: { idleTimeout: '-5s' } } }] }),
    says: [
      'MLM0915 spec.trafficPolicy.connectionPool.tcp.idleTimeout: "1 hour" is no duration',
      'MLM0915 spec.trafficPolicy.portLevelSettings[0].connectionPool.tcp.idleTimeout: -5s is below 0',
    ],
  },
  { of: 'no limit of idle time', kind: 'DestinationRule', spec: policy({ connectionPool: { tcp: { idleTimeout: '0s' } } }), says: [] },
  {
    of: 'breakers',
    kind: 'DestinationRule',
    spec: policy({ outlierDetection: { consecutiveLocalOriginFailures: 1, baseEjectionTime: '1.5ms', interval: '2.5ms', maxEjectionPercent: 101, minHealthPercent: -1 } }),
    says: [
      'MLM0915 spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures: failures of the own side are not told apart',
      'MLM0915 spec.trafficPolicy.outlierDetection.baseEjectionTime: 1.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.outlierDetection.interval: 2.5ms is no whole number of milliseconds',
      'MLM0915 spec.trafficPolicy.outlierDetection.maxEjectionPercent: 101 is no percentage',
      'MLM0915 spec.trafficPolicy.outlierDetection.minHealthPercent: -1 is no percentage',
    ],
  },
  {
    of: 'breakers of ports',
    kind: 'DestinationRule',
    spec: policy({ portLevelSettings: [{ port: { number: 80 }, outlierDetection: { maxEjectionPercent: 101 } }] }),
    says: [
      'MLM0915 spec.trafficPolicy.portLevelSettings[0].outlierDetection.maxEjectionPercent: 101 is no percentage',
    ],
  },
  {
    of: 'cookies',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { httpCookie: { name: '', attributes: [{ name: 'a' }, { name: 'a' }, { name: '' }, { name: '' }] } } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.name: the cookie has no name',
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[1]: the attribute a of the cookie stands twice',
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[2].name: the attribute of the cookie has no name',
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[3].name: the attribute of the cookie has no name',
    ],
  },
  {
    of: 'times of cookies',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { httpCookie: { name: 'a', ttl: '1 hour' } } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.ttl: "1 hour" is no duration',
    ],
  },
  { of: 'times of session cookies', kind: 'DestinationRule', spec: lb({ consistentHash: { httpCookie: { name: 'a', ttl: '0s' } } }), says: [] },
  {
    of: 'rings',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { useSourceIp: true, minimumRingSize: 10, ringHash: {} } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize does not go with ringHash or maglev',
      'MLM0918 spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize is deprecated',
    ],
  },
  {
    of: 'Maglev',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { useSourceIp: true, maglev: { tableSize: 65536 } } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 65536 is no prime number up to 5000010',
    ],
  },
  {
    of: 'Maglev of nothing',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { useSourceIp: true, maglev: {} } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 0 is no prime number up to 5000010',
    ],
  },
  {
    of: 'Maglev of squares',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { useSourceIp: true, maglev: { tableSize: 25 } } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 25 is no prime number up to 5000010',
    ],
  },
  {
    of: 'Maglev of too much',
    kind: 'DestinationRule',
    spec: lb({ consistentHash: { useSourceIp: true, maglev: { tableSize: 5000011 } } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize: 5000011 is no prime number up to 5000010',
    ],
  },
  { of: 'Maglev of primes', kind: 'DestinationRule', spec: lb({ consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } }), says: [] },
  {
    of: 'localities and zones',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: {}, zoneAwareLbSetting: {} }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting: a load balancer has a localityLbSetting or a zoneAwareLbSetting, not both',
    ],
  },
  {
    of: 'shares and failover',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { distribute: [{ from: 'a', to: { b: 100 } }], failover: [{ from: 'a', to: 'b' }] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.failover: localities distribute or fail over, not both',
    ],
  },
  {
    of: 'failover twice',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.kubernetes.io/zone'] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.failoverPriority: failover orders by region already, failoverPriority with topology.kubernetes.io/zone does so again',
    ],
  },
  {
    of: 'shares',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { distribute: [{ from: 'a', to: { b: 0, c: 100 } }, { from: 'b', to: { a: 90 } }, { from: 'c', to: { 'a*b': 100 } }] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to: the share of a locality is from 1 to 100',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].to: the shares add up to 90, not to 100',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[2].to: the locality a*b has a wildcard that is not its end',
    ],
  },
  {
    of: 'localities that overlap',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { distribute: ['a/b', 'a/*', 'a/c/d', 'a/c/d'].map((from) => ({ from, to: { a: 100 } })) } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute: the locality a/c/d overlaps with one before it',
    ],
  },
  {
    of: 'shares that overlap',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { distribute: [{ from: 'a', to: { 'a/b/c': 50, 'a/b/*': 50 } }, { from: 'b', to: { 'a': 50, '*': 50 } }, { from: 'c', to: { 'a//b': 100 } }] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to: the locality a/b/c overlaps with one before it',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].to: the locality a overlaps with one before it',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[2].to: "a//b" is no locality',
    ],
  },
  { of: 'localities apart', kind: 'DestinationRule', spec: lb({ localityLbSetting: { distribute: [{ from: 'a/b/c', to: { 'a/b/c': 50, 'a/b/d': 30, 'a/c': 10, 'b': 10 } }, { from: 'a/b/d', to: { a: 100 } }] } }), says: [] },
  {
    of: 'failover',
    kind: 'DestinationRule',
    spec: lb({ localityLbSetting: { failover: [{ from: 'a', to: 'a' }, { from: 'a/b', to: 'c' }, { from: 'a', to: '*' }] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0]: the region fails over to itself',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.failover[1]: failover goes from region to region, without zones and wildcards',
      'MLM0916 spec.trafficPolicy.loadBalancer.localityLbSetting.failover[2]: failover goes from region to region, without zones and wildcards',
    ],
  },
  {
    of: 'failover of zones',
    kind: 'DestinationRule',
    spec: lb({ zoneAwareLbSetting: { failover: [{ from: 'a', to: 'a' }], failoverPriority: ['a', 'topology.istio.io/subzone'] } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failover[0]: the region fails over to itself',
      'MLM0916 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority[1]: regions and zones are balanced anyway: topology.istio.io/subzone has no place in failoverPriority',
    ],
  },
  {
    of: 'warm-ups',
    kind: 'DestinationRule',
    spec: lb({ warmup: { duration: '1.5ms', aggression: 0 } }),
    says: [
      'MLM0916 spec.trafficPolicy.loadBalancer.warmup.duration: 1.5ms is no whole number of milliseconds',
      'MLM0916 spec.trafficPolicy.loadBalancer.warmup.aggression: the aggression 0 is not above 0',
    ],
  },
  { of: 'slow warm-ups', kind: 'DestinationRule', spec: lb({ warmup: { duration: '10s', aggression: 0.5 } }), says: [] },
  {
    of: 'certificates',
    kind: 'DestinationRule',
    spec: client({ mode: 'MUTUAL' }),
    says: [
      'MLM0917 spec.trafficPolicy.tls: MUTUAL needs clientCertificate and privateKey',
    ],
  },
  {
    of: 'certificates twice',
    kind: 'DestinationRule',
    spec: client({ mode: 'MUTUAL', credentialName: 'c', privateKey: '/k', caCrl: '/c' }),
    says: [
      'MLM0917 spec.trafficPolicy.tls.privateKey: privateKey does not go with credentialName',
      'MLM0917 spec.trafficPolicy.tls.caCrl: caCrl does not go with credentialName',
    ],
  },
  {
    of: 'ConfigMaps',
    kind: 'DestinationRule',
    spec: client({ mode: 'SIMPLE', credentialName: 'configmap://other/ca' }),
    says: [
      'MLM0917 spec.trafficPolicy.tls.credentialName: configmap://other/ca is no ConfigMap of the namespace ml',
    ],
  },
  {
    of: 'ConfigMaps without name',
    kind: 'DestinationRule',
    spec: client({ mode: 'SIMPLE', credentialName: 'configmap://ml' }),
    says: [
      'MLM0917 spec.trafficPolicy.tls.credentialName: configmap://ml is no ConfigMap of the namespace ml',
    ],
  },
  { of: 'own ConfigMaps', kind: 'DestinationRule', spec: client({ mode: 'SIMPLE', credentialName: 'configmap://ml/ca' }), says: [] },
  {
    of: 'nothing verified',
    kind: 'DestinationRule',
    spec: client({ mode: 'SIMPLE', insecureSkipVerify: true, credentialName: 'c', subjectAltNames: ['a'] }),
    says: [
      'MLM0917 spec.trafficPolicy.tls.credentialName: credentialName does not go with insecureSkipVerify: nothing is verified',
      'MLM0917 spec.trafficPolicy.tls.subjectAltNames: subjectAltNames does not go with insecureSkipVerify: nothing is verified',
    ],
  },
  {
    of: 'nothing verified of both',
    kind: 'DestinationRule',
    spec: client({ mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c', caCertificates: '/ca' }),
    says: [
      'MLM0917 spec.trafficPolicy.tls.caCertificates: caCertificates does not go with insecureSkipVerify: nothing is verified',
      'MLM0917 spec.trafficPolicy.tls.caCertificates: caCertificates does not go with credentialName',
    ],
  },
  {
    of: 'old fields',
    kind: 'DestinationRule',
    spec: policy({ outlierDetection: { consecutiveErrors: 5 }, loadBalancer: { consistentHash: { useSourceIp: true, minimumRingSize: 10 } } }),
    says: [
      'MLM0918 spec.trafficPolicy.outlierDetection.consecutiveErrors: consecutiveErrors is deprecated',
      'MLM0918 spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize: minimumRingSize is deprecated',
    ],
  },
  {
    of: 'failover without breakers',
    kind: 'DestinationRule',
    spec: policy({ loadBalancer: { zoneAwareLbSetting: { failoverPriority: ['a'] } } }),
    says: [
      'MLM0918 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority: nothing fails over without outlierDetection',
    ],
  },
  {
    of: 'exports twice',
    kind: 'DestinationRule',
    spec: { host: 'm', exportTo: ['ml', '.', 'a_b', '~'] },
    says: [
      'MLM0904 spec.exportTo[1]: exportTo names ml twice',
      'MLM0904 spec.exportTo[2]: exportTo takes ".", "*" or names of namespaces, not "a_b"',
      'MLM0904 spec.exportTo[3]: exportTo takes ".", "*" or names of namespaces, not "~"',
    ],
  },
  {
    of: 'exports to all and some',
    kind: 'DestinationRule',
    spec: { host: 'm', exportTo: ['*', 'a'] },
    says: [
      'MLM0904 spec.exportTo: "*" stands alone in exportTo',
    ],
  },
  {
    of: 'exports of some pods',
    kind: 'DestinationRule',
    spec: { host: 'm', workloadSelector: { matchLabels: { a: 'b' } }, exportTo: ['a'] },
    says: [
      'MLM0904 spec.exportTo: a DestinationRule with a workloadSelector is not exported beyond its own namespace',
    ],
  },
  { of: 'exports of some pods to themselves', kind: 'DestinationRule', spec: { host: 'm', workloadSelector: { matchLabels: { a: 'b' } }, exportTo: ['.'] }, says: [] },
  {
    of: 'a selector without labels',
    kind: 'DestinationRule',
    spec: { host: 'm', workloadSelector: {} },
    says: [
      'MLM0903 spec.workloadSelector: the selector names no label: it selects every workload of the namespace',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
