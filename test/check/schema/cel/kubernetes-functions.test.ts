import { CEL_ENVIRONMENT, evaluateRule } from '../../../../src/check/schema/cel/rule';
import { isTransitionRule, ValidationRule } from '../../../../src/check/schema/cel/validation-rule';
import { bundledSchemas } from '../../../../src/manifest/schema/bundled-schemas';
import { parse } from '../../../../src/vendor/cel';

describe.each([
  ['isURL(self)', ['https://a.example.com/keys', 'HTTP://a', 'oci://registry/image:1', 'mailto:a@b', '/path', '*', 'http://[::1]:80/', 'http://u:p@a:80/x?y', 'db://a:1,b:2/'],
    ['', 'a', 'a b', 'http://a b', 'http://a:80:80', 'http://a:port', 'http://[::1', 'http://[::g]/', 'http://a%41', 'http://a/%zz', '/%zz', 'http://u\\@a', ':a']],
  ['url(self).getScheme() == "https"', ['https://a', 'HTTPS://a'], ['http://a', '/a']],
  ['isIP(self)', ['1.2.3.4', '::1', '2001:db8::1', '::ffff:1:2:3'], ['', '1.2.3', '01.2.3.4', '1.2.3.4/8', 'fe80::1%eth0', '::ffff:1.2.3.4', '::ffff:102:304']],
  ['size(format.dns1123Label().validate(self)) == 0', ['a', 'a-1', 'a'.repeat(63)], ['', 'A', '-a', 'a-', 'a.b', 'a'.repeat(64)]],
  ['self.matches("^(?i)a+$")', ['a', 'AA'], ['', 'ab']],
  ['self.matches("b")', ['abc'], ['ac']],
  ['duration(self) >= duration("1m")', ['60s', '1m', '1h1ms'], ['59s', '0s', '-2m', '1ms']],
  ['self.split("/")[0].size() < 3', ['ab/cdef', 'ab'], ['abc/d']],
  ['self.substring(7, 8) == "@"', ['unix://@a'], ['unix:///a']],
  ['int(self) > 80', ['81'], ['80']],
])('%s', (rule, holds, fails) => {
  test.each(holds)('holds of %j', (self) => {
    expect(evaluateRule(rule, self)).toBe(true);
  });

  test.each(fails)('does not hold of %j', (self) => {
    expect(evaluateRule(rule, self)).toBe(false);
  });
});

// A rule of XBackend expects otherwise, so that no name of a port is accepted; the API server sees it as we do.
test.each(['a', 'A'])('what a format finds in %j is never null', (self) => {
  expect(evaluateRule('format.dns1123Label().validate(self) == null', self)).toBe(false);
});

test.each([
  ['url(self).getScheme() == "https"', 'not a url', 'not a URL: not a url'],
  ['duration(self) > duration("1s")', '1 minute', 'Failed to parse duration'],
  ['self.unheardOf()', 'a', 'unheardOf'],
  ['self', 'a', 'the rule gives a, neither true nor false'],
])('%s of %j is an error, neither true nor false', (rule, self, message) => {
  expect(evaluateRule(rule, self)).toEqual(expect.objectContaining({ message: expect.stringContaining(message) }));
});

describe('the rules of the bundle', () => {
  const rules = [...new Set(rulesWithin(bundledSchemas().definitions).map(({ rule }) => rule))];

  test('are many', () => {
    expect(rules.length).toBeGreaterThan(100);
  });

  test('call no function that is not there', () => {
    const missing = rules.flatMap((rule) => calls(parse(rule).expr).filter((call) => !isBound(call)).map(({ name }) => ({ name, rule })));

    expect(missing).toEqual([]);
  });

  test('say what they mean in a fixed text at the place where they stand', () => {
    const fields = new Set(rulesWithin(bundledSchemas().definitions).flatMap((rule) => Object.keys(rule)));

    expect([...fields].sort()).toEqual(['message', 'rule']);
  });

  test('compare with an earlier state only where an object exists already', () => {
    expect(rules.filter(isTransitionRule)).toEqual(['self == oldSelf']);
  });
});

interface CallExpression {
  readonly function: string;
  readonly target?: { readonly exprKind: { readonly case: string; readonly value: { readonly name: string } } };
}

interface Call {
  readonly name: string;
  /** With the name before the dot, as in `format.dns1123Label`. */
  readonly qualifiedName: string;
}

/** Calls that the evaluator treats as control flow. */
const CONTROL_FLOW = ['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'];

function isBound({ name, qualifiedName }: Call): boolean {
  return CONTROL_FLOW.includes(name) || [name, qualifiedName].some((candidate) => CEL_ENVIRONMENT.funcs.find(candidate) !== undefined);
}

function calls(node: unknown): Call[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const below = Object.values(node).flatMap(calls);
  const { case: kind, value } = node as { case?: string; value?: CallExpression };
  return kind === 'callExpr' ? [toCall(value!), ...below] : below;
}

function toCall({ function: name, target }: CallExpression): Call {
  const owner = target?.exprKind.case === 'identExpr' ? `${target.exprKind.value.name}.` : '';
  return { name, qualifiedName: `${owner}${name}` };
}

function rulesWithin(node: unknown): ValidationRule[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const own = (node as Record<string, unknown>)['x-kubernetes-validations'] as ValidationRule[] | undefined;
  return [...own ?? [], ...Object.values(node).flatMap(rulesWithin)];
}
