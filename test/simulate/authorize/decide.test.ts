import { asked, headers, MESH, policies, policyManifest } from './asked';
import { AUTHORIZATION_POLICY } from '../../../src/manifest/kinds';
import type { Attributes } from '../../../src/simulate/authorize/attributes';
import { decide, providersToAsk, type RuleVerdict } from '../../../src/simulate/authorize/decide';
import { compilePolicies, type PolicyReading } from '../../../src/simulate/authorize/policy-table';
import { indexOf, manifests } from '../../manifest/index-of';

const HTTP: PolicyReading = { as: 'http', trustDomains: MESH };
const TCP: PolicyReading = { as: 'tcp', trustDomains: MESH };
const L4: PolicyReading = { as: 'l4', trustDomains: MESH };

function verdict(specs: object[], request: Attributes, reading = HTTP): string {
  return decide(compilePolicies(policies(...specs), reading), request).verdict;
}

const from = (source: object) => ({ from: [{ source }] });
const to = (operation: object) => ({ to: [{ operation }] });
const when = (key: string, values: object) => ({ when: [{ key, ...values }] });

describe('policies together', () => {
  const all = { rules: [{}] };
  const none = {};

  test.each<[string, object[], string, string]>([
    ['none', [], 'allowed', 'no policy applies'],
    ['an ALLOW without rules', [none], 'denied', 'no ALLOW rule holds'],
    ['a DENY without rules', [{ action: 'DENY' }], 'allowed', 'no ALLOW policy applies'],
    ['an ALLOW of everything', [none, all], 'allowed', 'an ALLOW rule holds'],
    ['a DENY and an ALLOW of everything', [all, { action: 'DENY', ...all }], 'denied', 'a DENY rule holds'],
    ['an AUDIT', [{ action: 'AUDIT', ...all }], 'allowed', 'no policy applies'],
    ['a CUSTOM', [{ action: 'CUSTOM', provider: { name: 'x' }, ...all }], 'allowed', 'no policy applies'],
    ['a DENY that does not hold, and an ALLOW that does', [all, { action: 'DENY', rules: [to({ methods: ['DELETE'] })] }], 'allowed', 'an ALLOW rule holds'],
  ])('%s', (_, specs, expected, reason) => {
    const decision = decide(compilePolicies(policies(...specs), HTTP), asked());

    expect([decision.verdict, decision.reason]).toEqual([expected, reason]);
  });

  test('name the rule that decides, in the order of Envoy', () => {
    const spec = { rules: Array.from({ length: 11 }, (_, number) => (number === 2 || number === 10 ? {} : to({ methods: ['PUT'] }))) };
    const { rule } = decide(compilePolicies(policies({}, spec), HTTP), asked());

    expect([rule?.policy.name, rule?.index]).toEqual(['p1', 10]);
  });
});

test.each<[string, object, boolean]>([
  ['anything', {}, true],
  ['an empty source and operation', { from: [{}], to: [{}] }, true],
  ['one source of two', { from: [{ source: { namespaces: ['x'] } }, { source: { namespaces: ['web'] } }] }, true],
  ['both fields of a source', from({ namespaces: ['web'], serviceAccounts: ['web/other'] }), false],
  ['one value of two', from({ namespaces: ['x', 'web'] }), true],
  ['what it does not negate', from({ notNamespaces: ['x'] }), true],
  ['what it negates', from({ notNamespaces: ['x', 'web'] }), false],
  ['a field and another negated', from({ namespaces: ['w*'], notNamespaces: ['web'] }), false],
  ['source and operation', { ...from({ namespaces: ['web'] }), ...to({ methods: ['GET'] }) }, false],
  ['source, operation and condition', { ...from({ namespaces: ['web'] }), ...to({ methods: ['POST'] }), ...when('destination.port', { values: ['8080'] }) }, true],
  ['not the condition', { ...from({ namespaces: ['web'] }), ...when('destination.port', { values: ['80'] }) }, false],
  ['not the second condition', { when: [{ key: 'destination.port', values: ['8080'] }, { key: 'source.namespace', values: ['x'] }] }, false],
  ['a condition and its negation', when('source.namespace', { values: ['w*'], notValues: ['web'] }), false],
])('a rule of %s', (_, rule, holds) => {
  expect(verdict([{ rules: [rule] }], asked())).toBe(holds ? 'allowed' : 'denied');
});

const alice = { 'iss': 'https://i', 'sub': 'alice', 'aud': ['models', 'x'], 'azp': 'app', 'realm': { roles: ['admin'] }, 'a.b': 'c' };

test.each<[string, object, boolean]>([
  ['principals', from({ principals: ['cluster.local/ns/web/sa/shop'] }), true],
  ['serviceAccounts', from({ serviceAccounts: ['web/shop'] }), true],
  ['serviceAccounts of the namespace', from({ serviceAccounts: ['shop'] }), false],
  ['trustDomains', from({ trustDomains: ['cluster.local'] }), true],
  ['requestPrincipals', from({ requestPrincipals: ['https://i/alice'] }), true],
  ['notRequestPrincipals', from({ notRequestPrincipals: ['*'] }), false],
  ['ipBlocks', from({ ipBlocks: ['10.0.0.0/8'] }), true],
  ['remoteIpBlocks', from({ remoteIpBlocks: ['10.0.0.0/8'] }), false],
  ['notRemoteIpBlocks', from({ notRemoteIpBlocks: ['10.0.0.0/8'] }), true],
  ['hosts', to({ hosts: ['MODEL.ml:8080'] }), true],
  ['notHosts', to({ notHosts: ['model.ml'] }), true],
  ['methods', to({ methods: ['P*'] }), true],
  ['methods in small letters', to({ methods: ['post'] }), false],
  ['paths', to({ paths: ['/v1/models/a'] }), true],
  ['notPaths', to({ notPaths: ['/v1/{**}'] }), false],
  ['ports', to({ ports: ['80', '8080'] }), true],
  ['notPorts', to({ notPorts: ['8080'] }), false],
  ['when source.principal', when('source.principal', { values: ['*/shop'] }), true],
  ['when source.namespace', when('source.namespace', { values: ['web'] }), true],
  ['when source.serviceAccount', when('source.serviceAccount', { values: ['web/shop'] }), true],
  ['when source.trustDomain', when('source.trustDomain', { values: ['other'] }), false],
  ['when source.ip', when('source.ip', { notValues: ['10.1.2.3'] }), false],
  ['when remote.ip', when('remote.ip', { values: ['1.2.3.4'] }), true],
  ['when destination.ip', when('destination.ip', { values: ['10.9.0.0/16'] }), true],
  ['when destination.port', when('destination.port', { notValues: ['8080'] }), false],
  ['when connection.sni', when('connection.sni', { values: ['*.example.com'] }), true],
  ['when request.auth.principal', when('request.auth.principal', { values: ['https://i/bob'] }), false],
  ['when request.auth.audiences', when('request.auth.audiences', { values: ['models'] }), true],
  ['when request.auth.presenter', when('request.auth.presenter', { values: ['app'] }), true],
  ['when a claim lies deeper', when('request.auth.claims[realm][roles]', { values: ['admin'] }), true],
  ['when a claim has a dot', when('request.auth.claims[a.b]', { values: ['c'] }), true],
  ['when a claim is absent', when('request.auth.claims[x]', { values: ['*'] }), false],
  ['when a claim is absent, negated', when('request.auth.claims[x]', { notValues: ['*'] }), true],
  ['when a header is there', when('request.headers[X-Team]', { values: ['*'] }), true],
  ['when a header is other', when('request.headers[x-team]', { notValues: ['blue'] }), false],
  ['when one of two headers is', when('request.headers[x-two]', { values: ['b'] }), true],
  ['when one of two headers is, negated', when('request.headers[x-two]', { notValues: ['b'] }), false],
  ['when two headers are together', when('request.headers[x-two]', { values: ['a,b', 'a, b'] }), false],
  ['when a header is absent', when('request.headers[x-other]', { values: ['*'] }), false],
  ['when a header is absent, negated', when('request.headers[x-other]', { notValues: ['*'] }), true],
  ['when the path is read as a header', when('request.headers[:path]', { values: ['*?x=1'] }), true],
  ['when the host is read as a header', when('request.headers[Host]', { values: ['model.ml*'] }), true],
  ['when the method is read as a header', when('request.headers[:method]', { values: ['POST'] }), true],
  ['when the authority is read as a header', when('request.headers[:authority]', { values: ['model.ml:8080'] }), true],
])('%s', (_, rule, holds) => {
  const request = asked(
    { sourceIp: '10.1.2.3', remoteIp: '1.2.3.4', destinationIp: '10.9.1.1', serverName: 'a.example.com' },
    { claims: alice, headers: headers({ 'x-team': ['blue'], 'x-two': ['a', 'b'] }) },
  );

  expect(verdict([{ rules: [rule] }], request)).toBe(holds ? 'allowed' : 'denied');
});

test('who shows no certificate is nobody, and not even nobody in particular', () => {
  const nobody = asked({ caller: undefined });

  expect([
    from({ principals: ['*'] }), from({ namespaces: ['*'] }), from({ serviceAccounts: ['web/shop'] }), from({ trustDomains: ['*'] }),
    from({ notPrincipals: ['*'] }), from({ notNamespaces: ['web'] }),
  ].map((rule) => verdict([{ rules: [rule] }], nobody))).toEqual(['denied', 'denied', 'denied', 'denied', 'allowed', 'allowed']);
});

describe('what is not known offline', () => {
  const unknown = from({ ipBlocks: ['10.0.0.0/8'] });

  test.each<[string, object[], string]>([
    ['leaves an ALLOW open', [{ rules: [unknown] }], 'unknown'],
    ['leaves its negation open', [{ rules: [from({ notIpBlocks: ['10.0.0.0/8'] })] }], 'unknown'],
    ['leaves a DENY open', [{ action: 'DENY', rules: [unknown] }], 'unknown'],
    ['does not matter beside a rule that holds', [{ rules: [unknown, {}] }], 'allowed'],
    ['does not matter beside a condition that fails', [{ rules: [{ ...unknown, ...to({ methods: ['PUT'] }) }] }], 'denied'],
    ['does not matter where another DENY holds', [{ action: 'DENY', rules: [unknown, {}] }], 'denied'],
    ['does not matter where no ALLOW holds', [{ action: 'DENY', rules: [unknown] }, {}], 'denied'],
    ['is left by other filters', [{ rules: [when('experimental.envoy.filters.network.mysql_proxy[a]', { values: ['b'] })] }], 'unknown'],
  ])('%s', (_, specs, expected) => {
    expect(verdict(specs, asked())).toBe(expected);
  });

  test('names the rule that it depends on', () => {
    const decisions = [{ rules: [unknown] }, { action: 'DENY', rules: [unknown] }].map((spec) => decide(compilePolicies(policies(spec), HTTP), asked()));

    expect(decisions.map(({ rule, reason }) => [rule?.policy.name, reason])).toEqual([
      ['p0', 'it depends on what is not known offline'], ['p0', 'it depends on what is not known offline'],
    ]);
  });
});

describe('at a proxy that passes bytes on', () => {
  const bytes = asked({ http: undefined });
  const web = { namespaces: ['web'] };

  test.each<[string, object, string]>([
    ['an ALLOW by methods is left out', { rules: [{ ...from(web), ...to({ methods: ['GET'] }) }] }, 'denied'],
    ['an ALLOW by claims is left out', { rules: [{ ...from(web), ...when('request.auth.claims[a]', { values: ['b'] }) }] }, 'denied'],
    ['an ALLOW by port holds', { rules: [{ ...from(web), ...to({ ports: ['8080'] }) }] }, 'allowed'],
    ['a DENY by methods denies every method', { action: 'DENY', rules: [to({ methods: ['GET'] })] }, 'denied'],
    ['a DENY by methods and source keeps the source', { action: 'DENY', rules: [{ ...from({ namespaces: ['x'] }), ...to({ methods: ['GET'] }) }] }, 'allowed'],
    ['a DENY by methods and port keeps the port', { action: 'DENY', rules: [to({ methods: ['GET'], ports: ['80'] })] }, 'allowed'],
    ['a DENY by anything but a method denies everything', { action: 'DENY', rules: [to({ notMethods: ['POST'] })] }, 'denied'],
    ['a DENY by request principal denies everybody', { action: 'DENY', rules: [from({ notRequestPrincipals: ['*'] })] }, 'denied'],
  ])('%s', (_, spec, expected) => {
    expect(verdict([spec], bytes, TCP)).toBe(expected);
  });
});

test.each<[string, object, string]>([
  ['an ALLOW with a port that is none', { rules: [to({ ports: ['80a', '8080'] })] }, 'denied'],
  ['a DENY with a port that is none keeps the others', { action: 'DENY', rules: [to({ ports: ['80a', '80'] })] }, 'allowed'],
  ['a DENY with no port at all', { action: 'DENY', rules: [to({ ports: ['65536'] })] }, 'denied'],
  ['an ALLOW with a block that is none', { rules: [from({ ipBlocks: ['x'] })] }, 'denied'],
  ['a DENY with an unknown key never holds', { action: 'DENY', rules: [when('request.body', { values: ['a'] })] }, 'allowed'],
  ['a DENY with a header that is not named never holds', { action: 'DENY', rules: [when('request.headers', { values: ['a'] })] }, 'allowed'],
])('%s', (_, spec, expected) => {
  expect(verdict([spec], asked())).toBe(expected);
});

describe('at ztunnel', () => {
  const bytes = asked({ http: undefined, sourceIp: '10.1.2.3' });
  const nobody = { ...bytes, caller: undefined };

  test.each<[string, object, Attributes, string]>([
    ['an account', { rules: [from({ serviceAccounts: ['web/shop'] })] }, bytes, 'allowed'],
    ['an account of the policy\'s namespace', { rules: [from({ serviceAccounts: ['shop'] })] }, bytes, 'denied'],
    ['another account', { rules: [from({ serviceAccounts: ['web/other'] })] }, bytes, 'denied'],
    ['an account of nobody', { rules: [from({ serviceAccounts: ['web/shop'] })] }, nobody, 'denied'],
    ['a principal, by its end', { rules: [from({ principals: ['*/sa/shop'] })] }, bytes, 'allowed'],
    ['any principal of nobody', { rules: [from({ principals: ['*'] })] }, nobody, 'denied'],
    ['a namespace, by its start', { rules: [from({ namespaces: ['w*'] })] }, bytes, 'allowed'],
    ['a namespace with a star inside', { rules: [from({ namespaces: ['w*b'] })] }, bytes, 'denied'],
    ['a namespace of nobody', { rules: [from({ namespaces: ['*'] })] }, nobody, 'denied'],
    ['not a namespace, of nobody', { rules: [from({ notNamespaces: ['web'] })] }, nobody, 'allowed'],
    ['an address', { rules: [from({ ipBlocks: ['10.1.0.0/16'] })] }, bytes, 'allowed'],
    ['a port', { rules: [to({ ports: ['8080'] })] }, bytes, 'allowed'],
    ['a condition', { rules: [when('source.principal', { values: ['cluster.local/ns/web/sa/shop'] })] }, bytes, 'allowed'],
    ['a condition that fails', { rules: [when('source.namespace', { values: ['x'] })] }, bytes, 'denied'],
    ['everybody', { rules: [{}] }, nobody, 'allowed'],
    ['a trust domain, which is not compared, admits nobody', { rules: [from({ trustDomains: ['cluster.local'] })] }, bytes, 'denied'],
    ['a source that compares nothing beside one that does', { rules: [{ from: [{ source: { trustDomains: ['x'] } }, { source: { namespaces: ['web'] } }] }] }, bytes, 'allowed'],
    ['an ALLOW by methods is left out', { rules: [{ ...from({ namespaces: ['web'] }), ...to({ methods: ['GET'], ports: ['8080'] }) }] }, bytes, 'denied'],
    ['an ALLOW by a service account in a condition is left out', { rules: [when('source.serviceAccount', { values: ['web/shop'] })] }, bytes, 'denied'],
    ['a DENY by port and method denies every method', { action: 'DENY', rules: [to({ methods: ['GET'], ports: ['8080'] })] }, bytes, 'denied'],
    ['a DENY by method alone denies nothing', { action: 'DENY', rules: [to({ methods: ['GET'] })] }, bytes, 'allowed'],
    ['a DENY by source and method denies nothing', { action: 'DENY', rules: [{ ...from({ namespaces: ['web'] }), ...to({ methods: ['GET'] }) }] }, bytes, 'allowed'],
    ['a DENY by source and header denies nothing', { action: 'DENY', rules: [{ ...from({ namespaces: ['web'] }), ...when('request.headers[x]', { values: ['a'] }) }] }, bytes, 'allowed'],
    ['an AUDIT', { action: 'AUDIT', rules: [{}] }, bytes, 'allowed'],
  ])('%s', (_, spec, request, expected) => {
    expect(verdict([spec], request, L4)).toBe(expected);
  });

  test('no trust domain counts as the mesh\'s own', () => {
    const trustDomains = { own: 'new', aliases: ['old'] };
    const specs = [{ rules: [from({ principals: ['old/ns/web/sa/shop'] })] }];
    const request = asked({ caller: { trustDomain: 'new', namespace: 'web', serviceAccount: 'shop' }, http: undefined });

    expect([verdict(specs, request, { as: 'l4', trustDomains }), verdict(specs, request, { as: 'tcp', trustDomains })]).toEqual(['denied', 'allowed']);
  });

  test('nobody is asked, and nothing is on trial', () => {
    const table = compilePolicies(trial(['ALLOW', {}], ['CUSTOM', { provider: { name: 'x' }, rules: [{}] }]), L4);

    expect([providersToAsk(table, bytes), decide(table, bytes).trials, decide(table, bytes).verdict]).toEqual([[], [], 'allowed']);
  });
});

function trial(...all: [string, object][]) {
  return indexOf(manifests(...all.map(([action, spec], number) => (
    policyManifest(`t${number}`, { action, ...spec }, { 'istio.io/dry-run': 'true' }))))).all(AUTHORIZATION_POLICY);
}

describe('policies on trial', () => {
  const rules = [to({ methods: ['GET'] })];

  test.each<[string, Parameters<typeof trial>, string[]]>([
    ['an ALLOW that does not hold refuses', [['ALLOW', { rules }]], ['refuses']],
    ['an ALLOW that holds allows', [['ALLOW', { rules: [{}] }]], ['allows']],
    ['a DENY that holds refuses', [['DENY', { rules: [{}] }]], ['refuses']],
    ['a DENY that does not hold allows', [['DENY', { rules }]], ['allows']],
    ['each kind for itself', [['DENY', { rules: [{}] }], ['ALLOW', { rules: [{}] }]], ['refuses', 'allows']],
    ['what is not known', [['ALLOW', { rules: [from({ ipBlocks: ['10.0.0.0/8'] })] }]], ['unknown']],
  ])('%s', (_, all, trials) => {
    const decision = decide(compilePolicies(trial(...all), HTTP), asked());

    expect([decision.verdict, decision.trials]).toEqual(['allowed', trials]);
  });

  test('are not asked about what a DENY refuses before', () => {
    const table = compilePolicies([...trial(['ALLOW', {}]), ...policies({ action: 'DENY', rules: [{}] })], HTTP);

    expect(decide(table, asked()).trials).toEqual([]);
  });

  test.each([['true', true], ['1', true], ['yes', false], ['false', false]])('are those that say %s', (text, isTrial) => {
    const found = indexOf(manifests(policyManifest('p', {}, { 'istio.io/dry-run': text }))).all(AUTHORIZATION_POLICY);

    expect(decide(compilePolicies(found, HTTP), asked()).verdict).toBe(isTrial ? 'allowed' : 'denied');
  });
});

describe('authorization servers', () => {
  const custom = (provider: string, rule: object) => ({ action: 'CUSTOM', provider: { name: provider }, rules: [rule] });

  test('are asked about what their rules hold for, in the order of their names', () => {
    const table = compilePolicies(policies(custom('b', {}), custom('a', to({ paths: ['/v1/*'] })), custom('c', to({ paths: ['/v2/*'] }))), HTTP);

    expect(providersToAsk(table, asked()).map(({ custom: { provider }, rule }) => [provider, rule?.policy.name])).toEqual([['a', 'p1'], ['b', 'p0']]);
  });

  test('are perhaps asked where that is not known', () => {
    const [asking] = providersToAsk(compilePolicies(policies(custom('a', from({ ipBlocks: ['10.0.0.0/8'] }))), HTTP), asked());

    expect(asking.holds).toBeUndefined();
  });
});

test('whoever asks why learns what each rule wanted and got', () => {
  const told: RuleVerdict[] = [];
  const spec = { rules: [{ ...from({ namespaces: ['web'] }), ...to({ methods: ['GET'], paths: ['/v1/*'] }) }, from({ notServiceAccounts: ['web/shop'] })] };
  decide(compilePolicies(policies(spec), HTTP), asked(), (one) => told.push(one));

  expect(told.map(({ rule, holds, conditions }) => [rule.index, holds, conditions.map(({ path, ...rest }) => ({ at: path.slice(3).join('.'), ...rest }))])).toEqual([
    [0, false, [
      { at: 'from.0.source.namespaces', holds: true, wanted: ['web'], got: 'cluster.local/ns/web/sa/shop' },
      { at: 'to.0.operation.methods', holds: false, wanted: ['GET'], got: 'POST' },
    ]],
    [1, false, [{ at: 'from.0.source.notServiceAccounts', holds: false, wanted: ['web/shop'], got: 'cluster.local/ns/web/sa/shop' }]],
  ]);
});

test.each([
  [from({ ipBlocks: ['1.2.3.4'] }), undefined],
  [to({ paths: ['/x'] }), '/v1/models/a'],
  [to({ hosts: ['x'] }), 'model.ml:8080'],
  [to({ ports: ['1'] }), '8080'],
  [when('connection.sni', { values: ['x'] }), 'sni'],
  [when('request.headers[a]', { values: ['x'] }), 'b, c'],
  [when('request.auth.claims[realm]', { values: ['x'] }), '{"roles":["admin"]}'],
  [when('request.auth.claims[nothing]', { values: ['x'] }), undefined],
  [from({ requestPrincipals: ['x'] }), 'https://i/alice'],
  [when('experimental.envoy.filters.a[b]', { values: ['x'] }), undefined],
])('%j got', (rule, got) => {
  const told: RuleVerdict[] = [];
  decide(compilePolicies(policies({ rules: [rule] }), HTTP), asked({ serverName: 'sni' }, { claims: alice, headers: headers({ a: ['b', 'c'] }) }), (one) => told.push(one));

  expect(told[0].conditions.map((condition) => condition.got)).toEqual([got]);
});
