import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim, NamedValue } from './configuration';
import { CLAIMS, PRINCIPALS } from './tokens';
import { HEADERS } from './vocabulary';
import type { Manifest } from '../../../src/manifest/manifest-object';
import { FORWARDED_FOR } from '../../../src/simulate/forwarded-for';

/** A policy, and requests that its rules take. */
export interface DrawnPolicy {
  readonly manifest: Manifest;
  readonly aims: readonly MatchAim[];
}

/** To what policies are attached, and who calls there. */
export interface PolicyWorld {
  readonly namespace: string;
  readonly targetRefs?: readonly object[];
  /** In place of targetRefs: one of them is drawn. */
  readonly selectors?: readonly Readonly<Record<string, string>>[];
  /** Every rule is for these hosts alone; unset: for all. */
  readonly hosts?: readonly string[];
  /** Namespaces of callers that prove who they are. */
  readonly callers: readonly string[];
  /** Whether callers bring tokens. */
  readonly tokens?: boolean;
}

/** What policies write of paths, each with a path that it takes. */
const PATHS = [
  ['/v1', '/v1'], ['/v1/*', '/v1/models'], ['*/models', '/v1/models'], ['/v1/{*}', '/v1/a'], ['/v1/{**}', '/v1/a/b'], ['/{*}/models', '/v1/models'],
  ['*', '/'], ['/', '/'], ['/V1', '/V1'], ['/v1/a b', '/v1/a%20b'], ['/chat/completions', '/chat/completions'],
] as const;

const METHODS = [['GET', 'GET'], ['POST', 'POST'], ['P*', 'PUT'], ['*', 'GET'], ['*T', 'PUT']] as const;
const VALUES = [['a', 'a'], ['v*', 'v1'], ['*b', 'a b'], ['*', '1'], ['1', '1'], ['a,b', 'a,b']] as const;

/** Blocks, and what callers may write into X-Forwarded-For: the first block has the addresses of all callers of the box. */
const BLOCKS = [
  ['10.244.0.0/16', 'nobody'], ['203.0.113.0/24', '203.0.113.7'], ['203.0.113.0/24', '203.0.113.7, 198.51.100.2'], ['2001:db8::/32', '2001:db8::7'],
] as const;

export function policy(name: string, world: PolicyWorld): fc.Arbitrary<DrawnPolicy> {
  return fc.record({
    action: fc.constantFrom('ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'DENY', 'AUDIT'),
    rules: fc.array(rule(world), { minLength: 1, maxLength: 3 }),
    isTrial: maybe(fc.constant(true), 15),
    selector: fc.constantFrom(...(world.selectors ?? [undefined])),
  }).map(({ action, rules, isTrial = false, selector }) => {
    const manifest = written(name, world, action, rules.map((each) => each.written), selector);
    const onTrial = { ...manifest, metadata: { ...manifest.metadata, annotations: { 'istio.io/dry-run': 'true' } } };
    return { manifest: isTrial && action !== 'AUDIT' ? onTrial : manifest, aims: rules.map(({ aim }) => aim) };
  });
}

/** Whether somebody passes because of it. */
export function isOpening({ metadata, spec }: Manifest): boolean {
  return (spec as { readonly action: string }).action === 'ALLOW' && metadata.annotations === undefined;
}

/** A policy that lets everything pass to its hosts: with those of others beside it nothing would, else. */
export function openPolicy(name: string, world: PolicyWorld): Manifest {
  return written(name, world, 'ALLOW', [{ to: [{ operation: { hosts: world.hosts } }] }]);
}

function written(
  name: string, { namespace, targetRefs }: PolicyWorld, action: string, rules: readonly object[], matchLabels?: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace, name },
    spec: { ...(targetRefs && { targetRefs }), ...(matchLabels && { selector: { matchLabels } }), action, rules },
  };
}

interface DrawnRule {
  readonly written: object;
  readonly aim: DrawnPolicy['aims'][number];
}

interface DrawnOperation {
  readonly operation: object;
  readonly path: string;
  readonly method?: string;
}

function rule(world: PolicyWorld): fc.Arbitrary<DrawnRule> {
  return fc.record({
    to: fc.array(operation(), { maxLength: 2 }),
    from: fc.array(source(world), { maxLength: 2 }),
    when: fc.array(condition(world), { maxLength: 2 }),
  }).map(({ to, from, when }) => {
    const operations = to.map((each) => ({ operation: { ...each.operation, ...(world.hosts && { hosts: world.hosts }) } }));
    const all = operations.length === 0 && world.hosts ? [{ operation: { hosts: world.hosts } }] : operations;
    return {
      written: {
        ...(all.length > 0 && { to: all }), ...(from.length > 0 && { from }), ...(when.length > 0 && { when: when.map((each) => each.written) }),
      },
      aim: { path: to[0]?.path ?? '/', method: to[0]?.method, headers: when.map(({ aim }) => aim), query: [] },
    };
  });
}

/** One that says something. */
function operation(): fc.Arbitrary<DrawnOperation> {
  const values = (known: readonly (readonly [string, string])[]) => fc.uniqueArray(fc.constantFrom(...known), { minLength: 1, maxLength: 2 });
  const fields = {
    paths: maybe(values(PATHS), 70), notPaths: maybe(values(PATHS), 20), methods: maybe(values(METHODS), 40), notMethods: maybe(values(METHODS), 15),
  };
  const texts = (value: readonly (readonly [string, string])[]) => value.map(([text]) => text);
  return fc.record(fields).map((drawn) => ({
    operation: Object.fromEntries(Object.entries(drawn).flatMap(([field, value]) => (value === undefined ? [] : [[field, texts(value)]]))),
    path: (drawn.paths ?? drawn.notPaths)?.[0][1] ?? '/',
    method: drawn.methods?.[0][1],
  })).filter((drawn) => Object.keys(drawn.operation).length > 0);
}

function source({ callers, tokens = false }: PolicyWorld): fc.Arbitrary<object> {
  const [first, ...others] = callers;
  const known = [first, ...others, 'nobody', `${first}*`, '*'];
  const principals = [...callers.map((each) => `cluster.local/ns/${each}/sa/caller`), '*/sa/caller', `cluster.local/ns/${first}/*`, '*'];
  const one = (field: string, values: readonly string[]) => fc.constantFrom(...values).map((value) => ({ source: { [field]: [value] } }));
  const withTokens = tokens ? [one('requestPrincipals', PRINCIPALS), one('requestPrincipals', PRINCIPALS), one('notRequestPrincipals', PRINCIPALS)] : [];
  return fc.oneof(one('namespaces', known), one('notNamespaces', known), one('principals', principals), one('notPrincipals', principals), ...withTokens);
}

interface DrawnCondition {
  readonly written: object;
  readonly aim: NamedValue;
}

function condition({ callers, tokens = false }: PolicyWorld): fc.Arbitrary<DrawnCondition> {
  const header = fc.tuple(fc.constantFrom(...HEADERS), fc.constantFrom('values', 'notValues'), fc.constantFrom(...VALUES)).map(([name, field, [text, value]]) => (
    { written: { key: `request.headers[${name}]`, [field]: [text] }, aim: { name, value } }));
  const caller = fc.constantFrom(...callers, 'nobody').map((value) => (
    { written: { key: 'source.namespace', values: [value] }, aim: { name: HEADERS[0], value: '1' } }));
  const claim = fc.constantFrom(...CLAIMS).chain(([key, ...values]) => fc.tuple(fc.constantFrom('values', 'values', 'notValues'), fc.constantFrom(...values))
    .map(([field, value]) => ({ written: { key, [field]: [value] }, aim: { name: HEADERS[0], value: '1' } })));
  const address = fc.tuple(fc.constantFrom('source.ip', 'remote.ip'), fc.constantFrom('values', 'notValues'), fc.constantFrom(...BLOCKS))
    .map(([key, field, [block, value]]) => ({ written: { key, [field]: [block] }, aim: { name: FORWARDED_FOR, value } }));
  return fc.oneof(
    { weight: 4, arbitrary: header },
    { weight: 1, arbitrary: address },
    { weight: 1, arbitrary: caller },
    { weight: tokens ? 6 : 0, arbitrary: claim },
  );
}
