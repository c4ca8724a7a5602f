import { type Case, saidOf } from './said-of';

const LONG = `${'x.'.repeat(130)}x`;
const to = (host: string, more = {}) => ({ destination: { host, ...more } });
const http = (change: object) => ({ hosts: ['m'], http: [{ route: [to('m')], ...change }] });
const bare = (change: object) => ({ hosts: ['m'], http: [change] });
const match = (...matches: object[]) => http({ match: matches });
const tls = (match_: object, more = {}) => ({ hosts: ['a.example.com'], gateways: ['ns/edge'], tls: [{ match: [match_], route: [to('m')] }], ...more });
const sni = { sniHosts: ['a.example.com'] };
const routes = (...all: (object | undefined)[]) => ({ hosts: ['m'], http: all.map((m) => ({ ...(m === undefined ? {} : { match: [m] }), route: [to('m')] })) });
const prefix = (text: string, more = {}) => ({ uri: { prefix: text }, ...more });
const headers = (change: object, more = {}) => http({ headers: change, ...more });

const CASES: readonly Case[] = [
  {
    of: 'hosts',
    kind: 'VirtualService',
    spec: { hosts: ['a b', 'm.1', '*.example.com', '*-m', 'm.', '10.0.0.1', '-m', 'm..n', 'x'.repeat(64)], http: [{ route: [to('m')] }] },
    says: [
      'MLM0905 spec.hosts[0]: "a b" is no host name: "a b" is no DNS label',
      'MLM0905 spec.hosts[1]: m.1 is no host name: its last label is a number',
      'MLM0905 spec.hosts[6]: "-m" is no host name: "-m" is no DNS label',
      'MLM0905 spec.hosts[7]: "m..n" is no host name: "" is no DNS label',
      `MLM0905 spec.hosts[8]: "${'x'.repeat(64)}" is no host name: "${'x'.repeat(64)}" is no DNS label`,
    ],
  },
  {
    of: 'long hosts',
    kind: 'VirtualService',
    spec: { hosts: [LONG], http: [{ route: [to('m')] }] },
    says: [
      `MLM0905 spec.hosts[0]: the host name ${LONG} is longer than 255 characters`,
    ],
  },
  {
    of: 'the host * in the mesh',
    kind: 'VirtualService',
    spec: { hosts: ['*'], gateways: ['ns/edge', 'mesh'], http: [{ route: [to('m')] }] },
    says: [
      'MLM0905 spec.hosts[0]: the host * is for gateways only',
    ],
  },
  {
    of: 'hosts that overlap',
    kind: 'VirtualService',
    spec: { hosts: ['a.example.com', 'b.example.com', '*.example.com', '*.com'], gateways: ['ns/edge'], http: [{ route: [to('m')] }] },
    says: [
      'MLM0905 spec.hosts[2]: a.example.com and *.example.com are hosts of the same VirtualService and overlap',
      'MLM0905 spec.hosts[3]: a.example.com and *.com are hosts of the same VirtualService and overlap',
    ],
  },
  {
    of: 'a delegate',
    kind: 'VirtualService',
    spec: { gateways: ['ns/edge'], tcp: [{ route: [to('m')] }], http: [{ delegate: { name: 'd' }, route: [to('m')] }] },
    says: [
      'MLM0905 spec.gateways: a VirtualService without hosts is a delegate and has no gateways',
      'MLM0905 spec.tcp: a VirtualService without hosts is a delegate and has no tcp',
      'MLM0906 spec.http[0].delegate: a delegate does not delegate',
    ],
  },
  {
    of: 'no routes',
    kind: 'VirtualService',
    spec: { hosts: ['m'] },
    says: [
      'MLM0905 spec: there are no routes',
    ],
  },
  {
    of: 'names of gateways',
    kind: 'VirtualService',
    spec: { hosts: ['m'], gateways: ['ns/', 'a_b/c', 'edge_', 'never/read/'], http: [{ route: [to('m')] }] },
    says: [
      'MLM0905 spec.gateways[0]: "ns/" is no name of a gateway: write <namespace>/<name>',
      'MLM0905 spec.gateways[1]: "a_b/c" is no name of a gateway: write <namespace>/<name>',
      'MLM0905 spec.gateways[2]: "edge_" is no host name: "edge_" is no DNS label',
    ],
  },
  {
    of: 'a claim in the mesh',
    kind: 'VirtualService',
    spec: match({ headers: { '@request.auth.claims.sub': { exact: 'a' } } }),
    says: [
      'MLM0905 spec.http[0].match[0].headers["@request.auth.claims.sub"]: only a gateway routes by the claim @request.auth.claims.sub',
    ],
  },
  { of: 'a claim at a gateway', kind: 'VirtualService', spec: { ...match({ headers: { '@request.auth.claims[a][b]': { exact: 'a' } } }), gateways: ['ns/edge'] }, says: [] },
  {
    of: 'nothing to do',
    kind: 'VirtualService',
    spec: bare({ timeout: '3s' }),
    says: [
      'MLM0906 spec.http[0]: the route has no destination, no redirect and no directResponse',
    ],
  },
  {
    of: 'redirect and more',
    kind: 'VirtualService',
    spec: http({ redirect: { uri: '/' }, fault: { delay: { fixedDelay: '1s' } }, rewrite: { uri: '/' }, directResponse: { status: 200 } }),
    says: [
      'MLM0906 spec.http[0].route: a route with a redirect has no route',
      'MLM0906 spec.http[0].fault: a route with a redirect has no fault',
      'MLM0973 spec.http[0].fault.delay: the delay has no percentage: it is for none of the requests',
      'MLM0906 spec.http[0].rewrite: a route with a redirect has no rewrite',
      'MLM0906 spec.http[0].directResponse: a route with a redirect has no directResponse',
    ],
  },
  {
    of: 'response and more',
    kind: 'VirtualService',
    spec: http({ directResponse: { status: 200 } }),
    says: [
      'MLM0906 spec.http[0].route: a route with a directResponse has no route',
    ],
  },
  {
    of: 'a root with routes',
    kind: 'VirtualService',
    spec: http({ delegate: { name: 'd' }, redirect: { uri: '/' } }),
    says: [
      'MLM0906 spec.http[0].route: a route that delegates has no route',
      'MLM0906 spec.http[0].redirect: a route that delegates has no redirect',
    ],
  },
  {
    of: 'mirror and mirrors',
    kind: 'VirtualService',
    spec: http({ mirror: { host: 'm' }, mirrors: [{ destination: { host: 'n' } }] }),
    says: [
      'MLM0906 spec.http[0].mirror: a route has a mirror or mirrors, not both',
    ],
  },
  {
    of: 'a redirect to itself',
    kind: 'VirtualService',
    spec: bare({ redirect: { redirectCode: 200 } }),
    says: [
      'MLM0906 spec.http[0].redirect: the redirect leads to where the request was',
      'MLM0906 spec.http[0].redirect.redirectCode: 200 is no status of a redirect',
    ],
  },
  {
    of: 'a redirect twice',
    kind: 'VirtualService',
    spec: bare({ match: [{ uri: { exact: '/a' } }], redirect: { uri: '/', prefixRewrite: '/', scheme: 'ftp', port: 70000 } }),
    says: [
      'MLM0906 spec.http[0].redirect.prefixRewrite: a redirect has a uri or a prefixRewrite, not both',
      'MLM0906 spec.http[0].redirect.prefixRewrite: a prefixRewrite needs matches by prefix',
      'MLM0906 spec.http[0].redirect.scheme: a redirect leads to http or https, not ftp',
      'MLM0906 spec.http[0].redirect.port: 70000 is no port number',
    ],
  },
  { of: 'a redirect of prefixes', kind: 'VirtualService', spec: bare({ match: [{ uri: { prefix: '/a' } }], redirect: { prefixRewrite: '/', port: 443 } }), says: [] },
  {
    of: 'responses',
    kind: 'VirtualService',
    spec: bare({ directResponse: { status: 700, body: { string: 'x'.repeat(1024 * 1024 + 1) } } }),
    says: [
      'MLM0906 spec.http[0].directResponse.status: 700 is no status of a response',
      'MLM0906 spec.http[0].directResponse.body: the body is larger than 1 MiB',
      'MLM0911 spec.http[0].directResponse.body: the body is larger than 100 KiB: every proxy gets it with its configuration',
    ],
  },
  {
    of: 'large responses',
    kind: 'VirtualService',
    spec: bare({ directResponse: { status: 200, body: { bytes: Buffer.alloc(100 * 1024 + 1).toString('base64') } } }),
    says: [
      'MLM0911 spec.http[0].directResponse.body: the body is larger than 100 KiB: every proxy gets it with its configuration',
    ],
  },
  {
    of: 'a rewrite to nothing',
    kind: 'VirtualService',
    spec: http({ rewrite: {} }),
    says: [
      'MLM0906 spec.http[0].rewrite: the rewrite changes nothing',
    ],
  },
  {
    of: 'a rewrite twice',
    kind: 'VirtualService',
    spec: http({ rewrite: { uri: '/', uriRegexRewrite: { match: '(' } } }),
    says: [
      'MLM0906 spec.http[0].rewrite.uriRegexRewrite: a rewrite has a uri or a uriRegexRewrite, not both',
      'MLM0906 spec.http[0].rewrite.uriRegexRewrite: a uriRegexRewrite needs match and rewrite',
      'MLM0906 spec.http[0].rewrite.uriRegexRewrite.match: RE2 does not understand (: error parsing regexp: missing closing ): `(`',
    ],
  },
  {
    of: 'a rewrite by expression',
    kind: 'VirtualService',
    spec: http({ rewrite: { uriRegexRewrite: { match: '(', rewrite: '/' } } }),
    says: [
      'MLM0906 spec.http[0].rewrite.uriRegexRewrite.match: RE2 does not understand (: error parsing regexp: missing closing ): `(`',
    ],
  },
  {
    of: 'retries of nothing',
    kind: 'VirtualService',
    spec: http({ retries: { attempts: -1, retryOn: '5xx, reset' } }),
    says: [
      'MLM0906 spec.http[0].retries.attempts: -1 attempts are fewer than none',
      'MLM0906 spec.http[0].retries.retryOn: " reset" is no condition to retry on',
    ],
  },
  {
    of: 'retries without attempts',
    kind: 'VirtualService',
    spec: http({ retries: { retryOn: '503,5xx', perTryTimeout: '1.5ms', backoff: '25.5ms' } }),
    says: [
      'MLM0906 spec.http[0].retries: retries without attempts say how to retry',
      'MLM0906 spec.http[0].retries.perTryTimeout: 1.5ms is no whole number of milliseconds',
      'MLM0906 spec.http[0].retries.backoff: 25.5ms is no whole number of milliseconds',
    ],
  },
  {
    of: 'unknown statuses',
    kind: 'VirtualService',
    spec: http({ retries: { attempts: 1, retryOn: '599' } }),
    says: [
      'MLM0906 spec.http[0].retries.retryOn: "599" is no condition to retry on',
    ],
  },
  {
    of: 'CORS',
    kind: 'VirtualService',
    spec: http({ corsPolicy: { allowOrigins: [{}, { regex: '(' }], allowMethods: ['GET', 'PRINT'], allowHeaders: ['*', 'a b', 'a,b'], exposeHeaders: [''], maxAge: '1.5s' } }),
    says: [
      'MLM0906 spec.http[0].corsPolicy.allowOrigins[0]: the origin is empty',
      'MLM0906 spec.http[0].corsPolicy.allowOrigins[1].regex: RE2 does not understand (: error parsing regexp: missing closing ): `(`',
      'MLM0906 spec.http[0].corsPolicy.allowMethods[1]: "PRINT" is no method',
      'MLM0906 spec.http[0].corsPolicy.allowHeaders[1]: "a b" is no name of a header',
      'MLM0906 spec.http[0].corsPolicy.exposeHeaders[0]: "" is no name of a header',
      'MLM0906 spec.http[0].corsPolicy.maxAge: 1.5s is no whole number of seconds',
    ],
  },
  {
    of: 'an age in parts of milliseconds',
    kind: 'VirtualService',
    spec: http({ corsPolicy: { maxAge: '1.0005s' } }),
    says: [
      'MLM0906 spec.http[0].corsPolicy.maxAge: 1.0005s is no whole number of milliseconds',
    ],
  },
  {
    of: 'a fault that is none',
    kind: 'VirtualService',
    spec: http({ fault: {} }),
    says: [
      'MLM0906 spec.http[0].fault: the fault neither aborts nor delays',
    ],
  },
  {
    of: 'aborts',
    kind: 'VirtualService',
    spec: http({ fault: { abort: { httpStatus: 100, percentage: { value: 0.00001 } } } }),
    says: [
      'MLM0906 spec.http[0].fault.abort.httpStatus: 100 is no status of a response',
      'MLM0906 spec.http[0].fault.abort.percentage.value: 0.00001 is neither 0 nor a percentage from 0.0001 to 100',
    ],
  },
  {
    of: 'gRPC aborts',
    kind: 'VirtualService',
    spec: http({ fault: { abort: { grpcStatus: 'GONE' } } }),
    says: [
      'MLM0973 spec.http[0].fault.abort: the abort has no percentage: it is for none of the requests',
      'MLM0906 spec.http[0].fault.abort.grpcStatus: "GONE" is no status of gRPC',
    ],
  },
  {
    of: 'HTTP/2 aborts',
    kind: 'VirtualService',
    spec: http({ fault: { abort: { http2Error: 'x' }, delay: { exponentialDelay: '1s', percentage: { value: 101 } } } }),
    says: [
      'MLM0973 spec.http[0].fault.abort: the abort has no percentage: it is for none of the requests',
      'MLM0906 spec.http[0].fault.abort.http2Error: Istio does not abort with errors of HTTP/2',
      'MLM0906 spec.http[0].fault.delay.exponentialDelay: Istio knows fixed delays only',
      'MLM0906 spec.http[0].fault.delay.percentage.value: 101 is neither 0 nor a percentage from 0.0001 to 100',
    ],
  },
  {
    of: 'aborts without status',
    kind: 'VirtualService',
    spec: http({ fault: { abort: { percentage: { value: 10 } }, delay: { fixedDelay: '1.5ms' } } }),
    says: [
      'MLM0911 spec.http[0].fault.abort: the abort has no status: it does nothing',
      'MLM0973 spec.http[0].fault.delay: the delay has no percentage: it is for none of the requests',
      'MLM0906 spec.http[0].fault.delay.fixedDelay: 1.5ms is no whole number of milliseconds',
    ],
  },
  {
    of: 'times',
    kind: 'VirtualService',
    spec: http({ timeout: '1.5ms' }),
    says: [
      'MLM0906 spec.http[0].timeout: 1.5ms is no whole number of milliseconds',
    ],
  },
  { of: 'times in seconds', kind: 'VirtualService', spec: http({ timeout: '1.001s' }), says: [] },
  {
    of: 'texts to match',
    kind: 'VirtualService',
    spec: match({ uri: { prefix: '' }, scheme: { prefix: '' }, method: { regex: '' }, authority: { regex: '(' }, queryParams: { q: { prefix: '' } } }),
    says: [
      'MLM0907 spec.http[0].match[0].scheme.prefix: the prefix is empty',
      'MLM0907 spec.http[0].match[0].method.regex: the regular expression is empty',
      'MLM0907 spec.http[0].match[0].authority.regex: RE2 does not understand (: error parsing regexp: missing closing ): `(`',
      'MLM0907 spec.http[0].match[0].queryParams.q.prefix: the prefix is empty',
    ],
  },
  {
    of: 'headers to match',
    kind: 'VirtualService',
    spec: match({ headers: { 'a b': { exact: 'a' }, 'a,b': { exact: 'a' }, ':path': { regex: 'x'.repeat(1025) } }, withoutHeaders: { x: { regex: '*' }, y: { regex: '*' } } }),
    says: [
      'MLM0907 spec.http[0].match[0].headers["a b"]: "a b" is no name of a header',
      'MLM0907 spec.http[0].match[0].headers[":path"].regex: the regular expression is longer than 1024 bytes',
    ],
  },
  {
    of: 'an expression as presence',
    kind: 'VirtualService',
    spec: match({ headers: { x: { regex: '*' } } }),
    says: [
      'MLM0907 spec.http[0].match[0].headers.x.regex: RE2 does not understand *: error parsing regexp: missing argument to repetition operator: `*`',
    ],
  },
  {
    of: 'callers to match',
    kind: 'VirtualService',
    spec: match({ port: 70000, sourceNamespace: 'a.b', sourceLabels: { 'a b': 'c' }, gateways: ['a_b/c'] }),
    says: [
      'MLM0907 spec.http[0].match[0].port: 70000 is no port number',
      'MLM0907 spec.http[0].match[0].sourceNamespace: "a.b" is no name of a namespace',
      'MLM0907 spec.http[0].match[0].sourceLabels: "a b" is no key of a label',
      'MLM0977 spec.http[0].match[0].gateways: no request has come by a_b/c: the VirtualService is for mesh',
      'MLM0907 spec.http[0].match[0].gateways[0]: "a_b/c" is no name of a gateway: write <namespace>/<name>',
    ],
  },
  {
    of: 'labels',
    kind: 'VirtualService',
    spec: match({ sourceLabels: { 'example.com/a': 'b c' } }),
    says: [
      'MLM0907 spec.http[0].match[0].sourceLabels: "b c" is no value of a label',
    ],
  },
  {
    of: 'destinations',
    kind: 'VirtualService',
    spec: http({ route: [{ ...to('*', { subset: 'a.b', port: { number: 0 } }), weight: -1 }, to('a b')] }),
    says: [
      'MLM0908 spec.http[0].route[0].destination.host: the host * is no destination',
      'MLM0908 spec.http[0].route[0].destination.subset: "a.b" is no name of a subset',
      'MLM0908 spec.http[0].route[0].destination.port.number: 0 is no port number',
      'MLM0908 spec.http[0].route[0].weight: the weight -1 is below 0',
      'MLM0908 spec.http[0].route[1].destination.host: "a b" is no host name: "a b" is no DNS label',
    ],
  },
  {
    of: 'no weights',
    kind: 'VirtualService',
    spec: http({ route: [to('a'), to('b')] }),
    says: [
      'MLM0908 spec.http[0].route: no destination has a weight',
    ],
  },
  {
    of: 'mirrors',
    kind: 'VirtualService',
    spec: http({ mirrors: [{ destination: { host: '*' }, percentage: { value: 101 } }, { destination: { host: 'm' }, percentage: { value: -1 } }] }),
    says: [
      'MLM0908 spec.http[0].mirrors[0].destination.host: the host * is no destination',
      'MLM0908 spec.http[0].mirrors[0].percentage.value: 101 is no percentage',
      'MLM0908 spec.http[0].mirrors[1].percentage.value: -1 is no percentage',
    ],
  },
  {
    of: 'a mirror',
    kind: 'VirtualService',
    spec: http({ mirror: { host: 'a b' }, mirrorPercent: 101, mirrorPercentage: { value: 101 } }),
    says: [
      'MLM0908 spec.http[0].mirror.host: "a b" is no host name: "a b" is no DNS label',
      'MLM0911 spec.http[0].mirrorPercent: mirrorPercent is deprecated',
      'MLM0908 spec.http[0].mirrorPercent: 101 is no percentage',
      'MLM0908 spec.http[0].mirrorPercentage.value: 101 is no percentage',
    ],
  },
  {
    of: 'headers to change',
    kind: 'VirtualService',
    spec: headers({ request: { set: { ':path': '/', 'x': 'a\u0000' }, add: { '': 'a' }, remove: ['Host'] }, response: { set: { host: 'a' }, remove: [''] } }),
    says: [
      'MLM0909 spec.http[0].headers.request.set[":path"]: the header :path is Envoy\'s own',
      'MLM0909 spec.http[0].headers.request.set.x: the header value "a\\u0000" has a control character',
      'MLM0909 spec.http[0].headers.request.add[""]: "" is no name of a header',
      'MLM0909 spec.http[0].headers.request.remove[0]: the header Host is Envoy\'s own',
      'MLM0909 spec.http[0].headers.response.set.host: the header host is Envoy\'s own',
      'MLM0909 spec.http[0].headers.response.remove[0]: "" is no name of a header',
    ],
  },
  {
    of: 'header values',
    kind: 'VirtualService',
    spec: headers({ response: { set: { a: '%', b: '%%', c: '%REQ(x)%', d: '%START_TIME(%s)%', e: '%A(["b", "c"])%', f: '%A(["b" "c"])%', g: '%A("\\', h: '%A([b])%', i: '%A("b")%', j: '%A([])%', k: '%A(["b"]) %', l: '%A(["b"]x)%', m: '%A(b)x%', n: '50% off%' } } }),
    says: [
      'MLM0909 spec.http[0].headers.response.set.a: Envoy reads % in the header value "%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.f: Envoy reads % in the header value "%A([\\"b\\" \\"c\\"])%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.g: Envoy reads % in the header value "%A(\\"\\\\" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.h: Envoy reads % in the header value "%A([b])%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.i: Envoy reads % in the header value "%A(\\"b\\")%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.j: Envoy reads % in the header value "%A([])%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.l: Envoy reads % in the header value "%A([\\"b\\"]x)%" as the start of a variable',
      'MLM0909 spec.http[0].headers.response.set.m: Envoy reads % in the header value "%A(b)x%" as the start of a variable',
    ],
  },
  {
    of: 'the host twice',
    kind: 'VirtualService',
    spec: headers({ request: { set: { Host: 'b' }, add: { ':authority': 'c' } } }, { rewrite: { authority: 'a' } }),
    says: [
      'MLM0909 spec.http[0].headers.request.set.Host: the host of the request is set to a already',
      'MLM0909 spec.http[0].headers.request.add[":authority"]: the host of the request is set to b already',
    ],
  },
  {
    of: 'headers of a destination',
    kind: 'VirtualService',
    spec: http({ route: [{ ...to('m'), headers: { request: { remove: [':path'] } } }] }),
    says: [
      'MLM0909 spec.http[0].route[0].headers.request.remove[0]: the header :path is Envoy\'s own',
    ],
  },
  {
    of: 'TLS without names',
    kind: 'VirtualService',
    spec: tls({ sniHosts: [] }),
    says: [
      'MLM0910 spec.tls[0].match[0]: the match has no server name',
    ],
  },
  {
    of: 'TLS without match',
    kind: 'VirtualService',
    spec: { hosts: ['m'], tls: [{ match: [], route: [] }] },
    says: [
      'MLM0910 spec.tls[0]: the route has no destination',
      'MLM0910 spec.tls[0]: the TLS route has no match',
    ],
  },
  {
    of: 'server names',
    kind: 'VirtualService',
    spec: tls({ sniHosts: ['b.example.com', '*.example.com', 'a b', '10.0.0.1'] }),
    says: [
      'MLM0910 spec.tls[0].match[0].sniHosts[0]: the server name b.example.com is not within the hosts of the VirtualService (a.example.com)',
      'MLM0910 spec.tls[0].match[0].sniHosts[1]: the server name *.example.com is not within the hosts of the VirtualService (a.example.com)',
      'MLM0910 spec.tls[0].match[0].sniHosts[2]: "a b" is no host name: "a b" is no DNS label',
      'MLM0911 spec.tls[0].match[0].sniHosts[3]: 10.0.0.1 is an address: clients send none as server name',
    ],
  },
  {
    of: 'generated server names',
    kind: 'VirtualService',
    spec: { ...tls({ sniHosts: ['outbound_.80_._.m', 'outbound_.x_._.m', 'outbound_.80'] }), hosts: ['outbound_.80_._.m'] },
    says: [
      'MLM0910 spec.tls[0].match[0].sniHosts[1]: "outbound_.x_._.m" is not of the form outbound_.<port>_._.<host>',
      'MLM0910 spec.tls[0].match[0].sniHosts[2]: "outbound_.80" is not of the form outbound_.<port>_._.<host>',
    ],
  },
  {
    of: 'generated server names in the mesh',
    kind: 'VirtualService',
    spec: { ...tls({ sniHosts: ['outbound_.80_._.m'] }), hosts: ['m'], gateways: ['mesh'] },
    says: [
      'MLM0910 spec.tls[0].match[0].sniHosts[0]: "outbound_.80_._.m" is no host name: "outbound_" is no DNS label',
    ],
  },
  {
    of: 'connections',
    kind: 'VirtualService',
    spec: { hosts: ['m'], tcp: [{ match: [{ port: 70000, destinationSubnets: ['10.0.0.0/8', '10.0.0.0/33', '10.0.0.0/08', '10', '::/0', 'fe80::1%a/64', '1/2/3'], sourceLabels: { '': 'a' }, gateways: ['a_b'] }], route: [] }] },
    says: [
      'MLM0910 spec.tcp[0]: the route has no destination',
      'MLM0910 spec.tcp[0].match[0].port: 70000 is no port number',
      'MLM0910 spec.tcp[0].match[0].destinationSubnets[1]: "10.0.0.0/33" is neither an IP address nor a range of them',
      'MLM0910 spec.tcp[0].match[0].destinationSubnets[2]: "10.0.0.0/08" is neither an IP address nor a range of them',
      'MLM0910 spec.tcp[0].match[0].destinationSubnets[3]: "10" is neither an IP address nor a range of them',
      'MLM0910 spec.tcp[0].match[0].destinationSubnets[5]: "fe80::1%a/64" is neither an IP address nor a range of them',
      'MLM0910 spec.tcp[0].match[0].destinationSubnets[6]: "1/2/3" is neither an IP address nor a range of them',
      'MLM0910 spec.tcp[0].match[0].sourceLabels: "" is no key of a label',
      'MLM0977 spec.tcp[0].match[0].gateways: no request has come by a_b: the VirtualService is for mesh',
      'MLM0910 spec.tcp[0].match[0].gateways[0]: "a_b" is no host name: "a_b" is no DNS label',
    ],
  },
  {
    of: 'old names',
    kind: 'VirtualService',
    spec: { ...tls({ ...sni, gateways: ['edge.ns.svc'] }), gateways: ['ns/edge', 'edge.ns', 'other.ns'], http: [{ match: [{ gateways: ['edge.ns'] }], route: [to('m')], mirrorPercent: 5 }] },
    says: [
      'MLM0911 spec.gateways[1]: edge.ns is the old way to name a gateway',
      'MLM0911 spec.tls[0].match[0].gateways[0]: edge.ns.svc is the old way to name a gateway',
      'MLM0911 spec.http[0].match[0].gateways[0]: edge.ns is the old way to name a gateway',
      'MLM0911 spec.http[0].mirrorPercent: mirrorPercent is deprecated',
    ],
  },
  {
    of: 'routes after all',
    kind: 'VirtualService',
    spec: routes(undefined, prefix('/a'), undefined),
    says: [
      'MLM0912 spec.http[1]: no request reaches the route: http[0] takes all that it would match',
      'MLM0912 spec.http[2]: no request reaches the route: http[0] takes all that it would match',
    ],
  },
  {
    of: 'equal matches',
    kind: 'VirtualService',
    spec: routes(prefix('/a', { name: 'one', headers: {} }), prefix('/a', { name: 'two' })),
    says: [
      'MLM0912 spec.http[1]: no request reaches the route: http[0].match[0] takes all that it would match',
      'MLM0913 spec.http[1].match[0]: the match has no effect: http[0].match[0] stands before it and covers it',
    ],
  },
  {
    of: 'comparisons without a text, which the webhook takes for something',
    kind: 'VirtualService',
    spec: routes({}, { method: {} }, { method: { exact: '' } }),
    says: [],
  },
  {
    of: 'lists and maps without anything in them, which it takes for nothing',
    kind: 'VirtualService',
    spec: routes({}, { headers: {}, gateways: [], ignoreUriCase: false, port: 0 }),
    says: [
      'MLM0912 spec.http[1]: no request reaches the route: http[0].match[0] takes all that it would match',
      'MLM0913 spec.http[1].match[0]: the match has no effect: http[0].match[0] stands before it and covers it',
    ],
  },
  {
    of: 'longer prefixes',
    kind: 'VirtualService',
    spec: routes(prefix('/a'), prefix('/ab'), prefix('/b'), prefix('/a/b', { port: 80 })),
    says: [
      'MLM0913 spec.http[1].match[0]: the match has no effect: http[0].match[0] stands before it and covers it',
    ],
  },
  {
    of: 'prefixes with more',
    kind: 'VirtualService',
    spec: routes(prefix('/a', { method: { exact: 'POST' } }), prefix('/a/b'), prefix('/a/c', { method: { exact: 'POST' } }), prefix('/a/d', { headers: { x: { exact: 'y' } } })),
    says: [
      'MLM0913 spec.http[2].match[0]: the match has no effect: http[0].match[0] stands before it and covers it',
    ],
  },
  {
    of: 'prefixes with equal headers',
    kind: 'VirtualService',
    spec: routes(prefix('/a', { headers: { x: { exact: 'y' } }, authority: { prefix: 'm' } }), prefix('/a/b', { headers: { x: { exact: 'z' } }, authority: { prefix: 'm' } }), prefix('/a/c', { headers: { x: { exact: 'y' } }, authority: { prefix: 'm' } })),
    says: [
      'MLM0913 spec.http[2].match[0]: the match has no effect: http[0].match[0] stands before it and covers it',
    ],
  },
  {
    of: 'equal connections',
    kind: 'VirtualService',
    spec: { hosts: ['m'], tcp: [{ match: [{ port: 80 }], route: [to('m')] }, { match: [{ port: 80 }], route: [to('m')] }] },
    says: [
      'MLM0912 spec.tcp[1]: no request reaches the route: tcp[0].match[0] takes all that it would match',
      'MLM0913 spec.tcp[1].match[0]: the match has no effect: tcp[0].match[0] stands before it and covers it',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
