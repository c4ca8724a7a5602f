import { isMiss, type Outcome, outcomeOf, type Result, steady } from '../../scripts/mutations/compare';
import type { Mutant } from '../../scripts/mutations/mutants';
import { isAbout, refersTo } from '../../scripts/mutations/names';
import { verdictOn } from '../../scripts/mutations/report';
import { findingsIn, type World } from '../../scripts/mutations/world';
import type { Manifest } from '../../src/manifest/manifest-object';

const GATEWAY: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gateway', namespace: 'ml' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};

const ROUTE: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'chat', namespace: 'ml' },
  spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};

const SERVICE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'model', namespace: 'ml' },
  spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] },
};

const POD: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'model-0', namespace: 'ml', labels: { app: 'model' } }, spec: { containers: [] } };

const WORLD: World = { name: 'routes/chat', file: 'chat.yaml', mesh: {}, manifests: [GATEWAY, ROUTE, SERVICE], others: [POD] };

const ENTRY: Manifest = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'providers', namespace: 'egress' }, spec: { hosts: ['api.example.com'] } };

const NO_SERVICE: Mutant = { name: '1', kind: 'delete', world: WORLD, before: SERVICE, breakage: { about: 'gone' } };

function result(asked: readonly (readonly [sent: number, failed: number])[]): Result {
  return { case: 'x', requests: [{ name: 'all', asked: asked.map(([sent, failed], index) => ({ method: 'GET', url: `http://a/${index}`, sent, failed })) }] };
}

test('a request that worked and does not any more is told, with what check says of the broken object', () => {
  expect(findingsIn(WORLD, WORLD.manifests)).toEqual([]);
  expect(outcomeOf(NO_SERVICE, result([[1, 0], [10, 0], [1, 1], [1, 0]]), result([[1, 1], [10, 0], [1, 1], [0, 0]]))).toEqual({
    name: '1',
    kind: 'delete',
    about: 'delete of Service/ml/model: gone, in routes/chat',
    failing: ['all: GET http://a/0', 'all: GET http://a/3'],
    foreseen: ['MLM0101'],
    besides: [],
    complaint: undefined,
  });
});

test('the pods of callers are judged: they are not only assumed', () => {
  const caller: Manifest = {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml' }, spec: { serviceAccountName: 'notebook', containers: [{ name: 'app', image: 'app' }] },
  };
  const notebook = account('ml', 'notebook');
  const world: World = { ...WORLD, manifests: [...WORLD.manifests, notebook], others: [POD, caller] };
  const mutant: Mutant = { name: '1', kind: 'delete', world, before: notebook, breakage: { about: 'gone' } };

  expect(findingsIn(world, world.manifests)).toEqual([]);
  expect(outcomeOf(mutant, result([[1, 0]]), result([[1, 1]])).foreseen).toEqual(['MLM0110']);
});

test('a request that some of the time fails now is lost, one that was never answered is not', () => {
  const lost = (before: Result, after: Result) => outcomeOf(NO_SERVICE, before, after).failing.length;

  expect(lost(result([[100, 0]]), result([[100, 3]]))).toBe(1);
  expect(lost(result([[0, 0]]), result([[0, 0]]))).toBe(0);
  expect(lost(result([[1, 0]]), { case: 'x' })).toBe(1);
});

test.each<[string, Manifest, Manifest, boolean]>([
  ['a route to its backend', ROUTE, SERVICE, true],
  ['a route to its gateway', ROUTE, GATEWAY, true],
  ['a Service to the pods that it selects', SERVICE, POD, true],
  ['a backend to its route', SERVICE, ROUTE, false],
  ['a Service to pods with other labels', SERVICE, { ...POD, metadata: { ...POD.metadata, labels: { app: 'other' } } }, false],
  ['a route to a Service of that name elsewhere', ROUTE, { ...SERVICE, metadata: { name: 'model', namespace: 'other' } }, false],
  ['an object to its namespace', ROUTE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } }, true],
  ['a policy to an account', policy({ source: { principals: ['cluster.local/ns/web/sa/caller'] } }), account('web', 'caller'), true],
  ['a policy to an account of another namespace', policy({ source: { principals: ['cluster.local/ns/web/sa/caller'] } }), account('other', 'caller'), false],
  ['a name that is part of another', { ...ROUTE, spec: { rules: [{ backendRefs: [{ name: 'model-v1' }] }] } }, SERVICE, false],
  ['a rule to the ServiceEntry of its host', rule('api.example.com'), ENTRY, true],
  ['a rule to the ServiceEntry of another host', rule('www.example.com'), ENTRY, false],
  ['a path that is no name', policy({ operation: { paths: ['/model'] } }), SERVICE, false],
])('who refers to whom: %s', (_, from, to, expected) => {
  expect(refersTo(from, to)).toBe(expected);
});

function rule(host: string): Manifest {
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'tls', namespace: 'ml' }, spec: { host } };
}

function policy(from: object): Manifest {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'callers', namespace: 'ml' }, spec: { rules: [{ from: [from] }] } };
}

function account(namespace: string, name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

test('a finding is about an object that it is on, points at, says the name of, or that its object refers to', () => {
  const [finding] = findingsIn(WORLD, [GATEWAY, ROUTE]);

  expect(isAbout(finding, [ROUTE])).toBe(true);
  expect(isAbout(finding, [SERVICE])).toBe(true);
  expect(isAbout({ ...finding, object: undefined, message: 'nothing' }, [SERVICE])).toBe(false);
  expect(isAbout({ ...finding, object: undefined, message: 'no model here' }, [SERVICE])).toBe(true);
});

const OUTCOME: Outcome = { name: '1', kind: 'port', about: 'port of Service/ml/model: 80 -> 81', failing: ['a'], foreseen: ['MLM0103'], besides: [] };
const MISSED: Outcome = { ...OUTCOME, foreseen: [], besides: ['MLM0804'], complaint: 'no pods' };
const REASON = { mutant: '^port of Service/ml/', reason: 'cluster state', because: 'it is so' } as const;

test('what fails only once is not lost', () => {
  const first = { ...MISSED, failing: ['a', 'b'] };

  expect(steady(first, undefined)).toEqual(first);
  expect(steady(first, { ...MISSED, failing: ['b', 'c'] }).failing).toEqual(['b']);
  expect([first, steady(first, { ...MISSED, failing: [] }), OUTCOME].map(isMiss)).toEqual([true, false, false]);
});

test('the name of an object counts in what is said of another one, the host of a ServiceEntry does not', () => {
  const [finding] = findingsIn(WORLD, [GATEWAY, ROUTE]);
  const saying = (message: string) => ({ ...finding, object: undefined, related: [], message });

  expect(isAbout(saying('the providers'), [ENTRY])).toBe(true);
  expect(isAbout(saying('the host api.example.com'), [ENTRY])).toBe(false);
});

test('a miss that nobody explained is told, and fails the run', () => {
  const { lines, isGood } = verdictOn([...Array(99).fill(OUTCOME), MISSED], []);

  expect(isGood).toBe(false);
  expect(lines.slice(-5)).toEqual([
    'missed: port of Service/ml/model: 80 -> 81',
    '        fails: a; no pods',
    '        found, of other objects: MLM0804',
    '        unexplained',
    '99 of 100 mutants with failing requests foreseen: 99.0 %; 1 missed, 1 of them unexplained',
  ]);
});

test('of misses with a reason of the list there may be one in twenty', () => {
  const outcomes = (foreseen: number, missed: number) => [...Array(foreseen).fill(OUTCOME), ...Array(missed).fill(MISSED)];
  const verdict = (foreseen: number, missed: number, reason: object = REASON) => (
    verdictOn(outcomes(foreseen, missed), [reason as typeof REASON]).isGood);

  expect(verdict(19, 1)).toBe(true);
  expect(verdict(18, 1)).toBe(false);
  expect(verdict(19, 1, { ...REASON, reason: 'too hard' })).toBe(false);
  expect(verdict(19, 1, { ...REASON, mutant: '^weight' })).toBe(false);
});

test('the table counts what is found although all requests work', () => {
  const { lines } = verdictOn([OUTCOME, { ...OUTCOME, failing: [] }, { ...OUTCOME, kind: 'label', failing: [], foreseen: [] }], []);

  expect(lines.slice(0, 4).map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['kind', 'mutants', 'failing', 'foreseen', 'missed', 'found, works'],
    ['port', '2', '1', '1', '0', '1'],
    ['label', '1', '0', '0', '0', '0'],
    ['all', '3', '1', '1', '0', '1'],
  ]);
});
