import type { AccessRule } from '../../src/security/access';
import { renderRules } from '../../src/security/render-rules';

const account = (name: string, rest: Partial<AccessRule> = {}): AccessRule => ({ caller: { namespace: 'web', serviceAccount: name }, ...rest });

test('a service account is named as namespace/name, so that no trust domain is compared', () => {
  expect(renderRules([account('a')])).toEqual([{ from: [{ source: { serviceAccounts: ['web/a'] } }] }]);
});

test('accounts and namespaces are sources of their own, since the API refuses them in one', () => {
  expect(renderRules([account('a'), { caller: { namespace: 'batch' } }, account('b'), account('a')])).toEqual([{
    from: [{ source: { serviceAccounts: ['web/a', 'web/b'] } }, { source: { namespaces: ['batch'] } }],
  }]);
});

test('callers that may do the same share a rule, others get their own', () => {
  expect(renderRules([account('a', { methods: ['GET'] }), account('b', { methods: ['POST'] }), account('c', { methods: ['GET'] })])).toEqual([
    { from: [{ source: { serviceAccounts: ['web/a', 'web/c'] } }], to: [{ operation: { methods: ['GET'] } }] },
    { from: [{ source: { serviceAccounts: ['web/b'] } }], to: [{ operation: { methods: ['POST'] } }] },
  ]);
});

test('an operation holds methods, paths and ports as text', () => {
  expect(renderRules([account('a', { methods: ['GET'], paths: ['/x'], ports: [8080, 9090] })])[0].to)
    .toEqual([{ operation: { methods: ['GET'], paths: ['/x'], ports: ['8080', '9090'] } }]);
});

test('a source holds 16 accounts at most', () => {
  const rules = renderRules(Array.from({ length: 17 }, (_, i) => account(`a${i}`)));
  expect(rules).toHaveLength(1);
  expect(rules[0].from!.map(({ source }) => source!.serviceAccounts!.length)).toEqual([16, 1]);
});

test('anybody is a rule without from, and never shares one with somebody', () => {
  expect(renderRules([{}])).toEqual([{}]);
  expect(renderRules([account('a', { ports: [1] }), { ports: [1] }])).toEqual([
    { from: [{ source: { serviceAccounts: ['web/a'] } }], to: [{ operation: { ports: ['1'] } }] },
    { to: [{ operation: { ports: ['1'] } }] },
  ]);
});

test('tokens are request principals', () => {
  expect(renderRules([{ tokens: ['https://a/*'] }, { tokens: ['https://b/*'] }])).toEqual([{ from: [{ source: { requestPrincipals: ['https://a/*', 'https://b/*'] } }] }]);
});
