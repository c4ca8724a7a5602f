import { type Case, saidOf } from './said-of';

const source = (change: object) => ({ targetRefs: [{ kind: 'Service', group: '', name: 'm' }], rules: [{ from: [{ source: change }] }] });
const operation = (change: object) => ({ targetRefs: [{ kind: 'Service', group: '', name: 'm' }], rules: [{ to: [{ operation: change }] }] });
const when = (key: string, ...values: string[]) => ({ targetRefs: [{ kind: 'Service', group: '', name: 'm' }], rules: [{ when: [{ key, values }] }] });
const rules = (action: string, change: object = {}) => ({ targetRefs: [{ kind: 'Service', group: '', name: 'm' }], action, ...change });
const jwt = (change: object) => ({ jwtRules: [{ issuer: 'i', ...change }] });
const keys = (...all: string[]) => ({ jwtRules: all.map((jwks) => ({ issuer: 'i', jwks })) });

const CASES: readonly Case[] = [
  {
    of: 'DENY without rules',
    kind: 'AuthorizationPolicy',
    spec: rules('DENY'),
    says: [
      'MLM0929 spec.action: DENY without rules holds for no request',
    ],
  },
  {
    of: 'CUSTOM without rules',
    kind: 'AuthorizationPolicy',
    spec: rules('CUSTOM'),
    says: [
      'MLM0929 spec.action: CUSTOM without rules holds for no request',
    ],
  },
  {
    of: 'CUSTOM without provider',
    kind: 'AuthorizationPolicy',
    spec: rules('CUSTOM', { rules: [{}] }),
    says: [
      'MLM0929 spec: CUSTOM names no provider',
    ],
  },
  {
    of: 'a provider for ALLOW',
    kind: 'AuthorizationPolicy',
    spec: rules('ALLOW', { provider: { name: 'p' }, rules: [{}] }),
    says: [
      'MLM0929 spec.provider: ALLOW asks no provider',
    ],
  },
  {
    of: 'callers for CUSTOM',
    kind: 'AuthorizationPolicy',
    spec: rules('CUSTOM', { provider: { name: 'p' }, rules: [{ from: [{ source: { principals: ['a'], notRequestPrincipals: ['b'] } }], when: [{ key: 'source.namespace', values: ['a'] }, { key: 'request.auth.audiences', values: ['a'] }, { key: 'source.ip', values: ['10.0.0.1'] }] }] }),
    says: [
      'MLM0929 spec.rules[0].from[0].source.principals: CUSTOM does not know principals of the caller',
      'MLM0929 spec.rules[0].from[0].source.notRequestPrincipals: CUSTOM does not know notRequestPrincipals of the caller',
      'MLM0929 spec.rules[0].when[0].key: CUSTOM does not know source.namespace',
      'MLM0929 spec.rules[0].when[1].key: CUSTOM does not know request.auth.audiences',
    ],
  },
  {
    of: 'nobody',
    kind: 'AuthorizationPolicy',
    spec: source({}),
    says: [
      'MLM0930 spec.rules[0].from[0].source: the source names nothing',
    ],
  },
  {
    of: 'nothing',
    kind: 'AuthorizationPolicy',
    spec: { targetRefs: [{ kind: 'Service', group: '', name: 'm' }], rules: [{ from: [{}], to: [{}] }] },
    says: [
      'MLM0930 spec.rules[0].from[0]: the source names nothing',
      'MLM0930 spec.rules[0].to[0]: the operation names nothing',
    ],
  },
  {
    of: 'sources',
    kind: 'AuthorizationPolicy',
    spec: source({ principals: [''], ipBlocks: ['10.0.0.0/8', '10', 'fe80::1%a', '1/2'], trustDomains: ['a*b', '*a', '*a*', 'a/b', ''], requestPrincipals: ['a'] }),
    says: [
      'MLM0930 spec.rules[0].from[0].source.principals[0]: the value is empty',
      'MLM0930 spec.rules[0].from[0].source.ipBlocks[1]: "10" is neither an IP address nor a range of them',
      'MLM0930 spec.rules[0].from[0].source.ipBlocks[3]: "1/2" is neither an IP address nor a range of them',
      'MLM0930 spec.rules[0].from[0].source.trustDomains[0]: a*b has a wildcard that is neither its start nor its end',
      'MLM0930 spec.rules[0].from[0].source.trustDomains[2]: *a* has a wildcard that is neither its start nor its end',
      'MLM0930 spec.rules[0].from[0].source.trustDomains[3]: a/b is no trust domain: it has a slash',
      'MLM0930 spec.rules[0].from[0].source.trustDomains[4]: the value is empty',
    ],
  },
  { of: 'service accounts', kind: 'AuthorizationPolicy', spec: source({ serviceAccounts: ['a', 'a/b', 'a/b/c', '/b', 'a/', 'a/*', 'x'.repeat(321)] }), says: [] },
  {
    of: 'operations',
    kind: 'AuthorizationPolicy',
    spec: operation({ ports: ['0', '65536', 'http', '+1'], methods: [''], hosts: [''] }),
    says: [
      'MLM0930 spec.rules[0].to[0].operation.ports[1]: "65536" is no port number',
      'MLM0930 spec.rules[0].to[0].operation.ports[2]: "http" is no port number',
      'MLM0930 spec.rules[0].to[0].operation.ports[3]: "+1" is no port number',
      'MLM0930 spec.rules[0].to[0].operation.methods[0]: the value is empty',
      'MLM0930 spec.rules[0].to[0].operation.hosts[0]: the value is empty',
    ],
  },
  {
    of: 'paths',
    kind: 'AuthorizationPolicy',
    spec: operation({ paths: ['/a/{*}/b', '/a/{**}', '/{**}/a', '/{**}/{*}', '/{**}/{**}', '/a{*}', '/{a}', '/a b', '/a b/{*}', '', '/a/*'] }),
    says: [
      'MLM0930 spec.rules[0].to[0].operation.paths[3]: /{**}/{*} has a template after {**}',
      'MLM0930 spec.rules[0].to[0].operation.paths[4]: /{**}/{**} has a template after {**}',
      'MLM0930 spec.rules[0].to[0].operation.paths[5]: /a{*} has braces that are neither {*} nor {**}',
      'MLM0930 spec.rules[0].to[0].operation.paths[6]: /{a} has braces that are neither {*} nor {**}',
      'MLM0930 spec.rules[0].to[0].operation.paths[8]: /a b/{*} has templates, and besides them characters that a path has not',
      'MLM0930 spec.rules[0].to[0].operation.paths[9]: the value is empty',
    ],
  },
  {
    of: 'a condition without values',
    kind: 'AuthorizationPolicy',
    spec: when('source.ip'),
    says: [
      'MLM0930 spec.rules[0].when[0]: the condition on source.ip has no value',
    ],
  },
  {
    of: 'a condition on nothing',
    kind: 'AuthorizationPolicy',
    spec: when('', 'a'),
    says: [
      'MLM0930 spec.rules[0].when[0].key: the condition names no attribute',
    ],
  },
  {
    of: 'conditions',
    kind: 'AuthorizationPolicy',
    spec: when('destination.labels[a]', 'b'),
    says: [
      'MLM0930 spec.rules[0].when[0].key: there is no attribute destination.labels[a]',
    ],
  },
  {
    of: 'conditions on empty headers',
    kind: 'AuthorizationPolicy',
    spec: when('request.headers[]', 'b'),
    says: [
      'MLM0930 spec.rules[0].when[0].key: request.headers[] names none: write request.headers[name]',
    ],
  },
  {
    of: 'conditions on headers',
    kind: 'AuthorizationPolicy',
    spec: when('request.headers[a]', 'b', ''),
    says: [
      'MLM0930 spec.rules[0].when[0].values[1]: the value is empty',
    ],
  },
  {
    of: 'conditions on addresses',
    kind: 'AuthorizationPolicy',
    spec: when('remote.ip', 'b'),
    says: [
      'MLM0930 spec.rules[0].when[0].values[0]: "b" is neither an IP address nor a range of them',
    ],
  },
  {
    of: 'conditions on ports',
    kind: 'AuthorizationPolicy',
    spec: when('destination.port', 'b'),
    says: [
      'MLM0930 spec.rules[0].when[0].values[0]: "b" is no port number',
    ],
  },
  {
    of: 'conditions on accounts',
    kind: 'AuthorizationPolicy',
    spec: when('source.serviceAccount', 'a/b/c'),
    says: [
      'MLM0930 spec.rules[0].when[0].values[0]: "a/b/c" is not of the form <namespace>/<service account>',
    ],
  },
  {
    of: 'conditions on trust domains',
    kind: 'AuthorizationPolicy',
    spec: when('source.trustDomain', 'a*b'),
    says: [
      'MLM0930 spec.rules[0].when[0].values[0]: a*b has a wildcard that is neither its start nor its end',
    ],
  },
  {
    of: 'a denied path',
    kind: 'AuthorizationPolicy',
    spec: rules('DENY', { rules: [{ to: [{ operation: { paths: ['/a'], ports: [] } }], from: [{ source: { principals: ['a'] } }] }] }),
    says: [
      'MLM0931 spec.rules[0]: the rule denies every connection on ports that do not speak HTTP',
    ],
  },
  {
    of: 'a denied token',
    kind: 'AuthorizationPolicy',
    spec: rules('DENY', { rules: [{ from: [{ source: { requestPrincipals: ['a'] } }] }] }),
    says: [
      'MLM0931 spec.rules[0]: the rule denies every connection on ports that do not speak HTTP',
    ],
  },
  { of: 'a denied caller', kind: 'AuthorizationPolicy', spec: rules('DENY', { rules: [{ from: [{ source: { principals: ['a'] } }] }] }), says: [] },
  { of: 'a denied condition', kind: 'AuthorizationPolicy', spec: rules('DENY', { rules: [{ when: [{ key: 'request.headers[a]', values: ['b'] }] }] }), says: [] },
  {
    of: 'targets',
    kind: 'AuthorizationPolicy',
    spec: { targetRefs: [{ kind: 'Pod', group: '', name: 'a' }, { kind: 'Service', group: 'core', name: 'a' }, { kind: 'ServiceEntry', group: 'networking.istio.io', name: 'a' }, { kind: 'GatewayClass', group: 'gateway.networking.k8s.io', name: 'a' }] },
    says: [
      'MLM0902 spec.targetRefs[0].kind: no policy can be attached to Pod',
    ],
  },
  {
    of: 'a target',
    kind: 'RequestAuthentication',
    spec: { targetRef: { kind: 'Service', group: 'gateway.networking.k8s.io', name: 'a' } },
    says: [
      'MLM0902 spec.targetRef.kind: no policy can be attached to Service of gateway.networking.k8s.io',
    ],
  },
  {
    of: 'nobody\'s tokens',
    kind: 'RequestAuthentication',
    spec: { jwtRules: [{ jwks: '{"keys":[]}' }] },
    says: [
      'MLM0932 spec.jwtRules[0]: the rule has neither issuer nor jwksUri',
    ],
  },
  {
    of: 'keys',
    kind: 'RequestAuthentication',
    spec: keys('x', '[]', '{}', '{"keys":1}', '{"keys":[{"kty":"x"}]}', '{"kty":"EC","crv":"P-1","x":"YQ","y":"YQ"}', '{"kty":"RSA","e":"AQAB","n":"?"}'),
    says: [
      'MLM0932 spec.jwtRules[0].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[1].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[2].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[3].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[4].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[5].jwks: the keys are no JSON Web Key Set',
      'MLM0932 spec.jwtRules[6].jwks: the keys are no JSON Web Key Set',
    ],
  },
  {
    of: 'private keys',
    kind: 'RequestAuthentication',
    spec: jwt({ jwks: '{"keys":[{"kty":"RSA","e":"AQAB","n":"YQ"},{"kty":"OKP","crv":"Ed25519","x":"YQ","d":"YQ"}]}' }),
    says: [
      'MLM0933 spec.jwtRules[0].jwks: the key at index 1 is a private one',
    ],
  },
  {
    of: 'times',
    kind: 'RequestAuthentication',
    spec: jwt({ timeout: '1.5ms' }),
    says: [
      'MLM0932 spec.jwtRules[0].timeout: 1.5ms is no whole number of milliseconds',
    ],
  },
];

test.each(CASES)('$kind: $of', ({ kind, spec, says }) => {
  expect(saidOf(kind, spec)).toEqual(says);
});
