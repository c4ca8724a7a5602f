import * as fc from 'fast-check';
import { AT, SITE } from './at';
import { checkHostname, checkLabel, checkLabels, checkNamespace, checkObjectName, labelFrom } from '../../src/core/names';

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const label = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/);

const accepts = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch (error) {
    expect((error as Error).message).toMatch(AT);
    return false;
  }
};

test.each([
  [['Llama-3.1-70B'], 'llama-3-1-70b'],
  [['meta-llama/Llama_3'], 'meta-llama-llama-3'],
  [['70B-chat'], 'b-chat'],
  [['--x--'], 'x'],
  [['gateway', 'istio'], 'gateway-istio'],
])('labelFrom makes of %j the label %s', (parts, expected) => {
  expect(labelFrom(SITE, ...parts)).toBe(expected);
});

test('any text makes a DNS-1035 label of 63 characters at most, or an error', () => {
  fc.assert(fc.property(fc.string({ maxLength: 90, unit: 'binary' }), (text) => {
    let made: string | undefined;
    if (accepts(() => { made = labelFrom(SITE, text); })) {
      expect(made).toMatch(DNS_1035);
      expect(made!.length).toBeLessThanOrEqual(63);
    } else {
      expect(!/[a-z]/i.test(text) || text.length > 63).toBe(true);
    }
  }));
});

test('a label is left as it is', () => {
  fc.assert(fc.property(label, (name) => labelFrom(SITE, name) === name));
});

test('text without a letter, or too long a label, makes no name', () => {
  expect(() => labelFrom(SITE, '3.1')).toThrow(/^\[app\/chat\] prop must contain a letter, since a Kubernetes name is made from it, got '3\.1': use letters/);
  expect(labelFrom(SITE, 'a'.repeat(63))).toHaveLength(63);
  expect(() => labelFrom(SITE, 'a'.repeat(64))).toThrow(/prop makes the Kubernetes name a+, which is longer than 63 characters, got .*: choose a shorter one/);
});

test('names of Services are DNS-1035 labels', () => {
  expect(checkLabel(SITE, 'kserve-predictor')).toBe('kserve-predictor');
  expect(checkLabel(SITE, 'a'.repeat(63))).toHaveLength(63);
  for (const name of ['', '1a', 'A', 'a.b', 'a_b', '-a', 'a-', 'a'.repeat(64)]) {
    expect(() => checkLabel(SITE, name)).toThrow(`[app/chat] prop must be a DNS label: lower-case letters, digits and -, starting with a letter, 63 characters at most, got '${name}': rename it`);
  }
});

test('namespaces may start with a digit', () => {
  expect(checkNamespace(SITE, '2nd-team')).toBe('2nd-team');
  for (const name of ['', 'A', 'a.b', 'a-', 'a'.repeat(64)]) {
    expect(() => checkNamespace(SITE, name)).toThrow(`prop must be a namespace name: lower-case letters, digits and -, 63 characters at most, got '${name}': rename it`);
  }
});

test('other names may have dots', () => {
  expect(checkObjectName(SITE, 'kserve.sa')).toBe('kserve.sa');
  for (const name of ['', 'a..b', 'a/b', '.a', 'A', 'a'.repeat(254)]) {
    expect(() => checkObjectName(SITE, name)).toThrow(`prop must be a DNS subdomain: lower-case letters, digits, - and ., 253 characters at most, got '${name}': rename it`);
  }
});

test.each(['models.example.com', '*.example.com', 'localhost', '1.2.3.4.nip.io', `${'a.'.repeat(126)}a`])('%s is a host name', (host) => {
  expect(checkHostname(SITE, host)).toBe(host);
});

test.each(['', '*', '*.', 'a*.b', 'a.*.b', '*.*.b', 'A.example.com', '1.2.3.4', 'a..b', 'a.', 'http://a.b', 'a:80', `${'a'.repeat(64)}.b`, `*.${'a.'.repeat(126)}a`])(
  '%p is no host name', (host) => {
    expect(() => checkHostname(SITE, host)).toThrow(`[app/chat] prop must be a host name, with * at most as its first label, got '${host}': write 'models.example.com' or '*.example.com'`);
  },
);

test('labels are checked by key and value', () => {
  expect(() => checkLabels(SITE, { 'app': 'x', 'app.kubernetes.io/part-of': 'ML_1.0', 'empty': '' })).not.toThrow();
  for (const key of ['', '/a', 'a/', 'a/b/c', 'A B', '-a', `${'a'.repeat(254)}/b`, 'a'.repeat(64)]) {
    expect(() => checkLabels(SITE, { [key]: 'x' }))
      .toThrow(`[app/chat] prop has a key that is not a label key, got '${key}': use letters, digits, - _ . and an optional DNS prefix with /`);
  }
  for (const value of ['a b', '-a', 'a/b', 'a'.repeat(64)]) {
    expect(() => checkLabels(SITE, { app: value }))
      .toThrow(`[app/chat] prop.app must be a label value: letters, digits, - _ . and 63 characters at most, got '${value}': shorten it or put it into an annotation`);
  }
});

test('what is taken for a name is one by the rules of Kubernetes', () => {
  fc.assert(fc.property(fc.oneof(label, fc.string()), (text) => {
    expect(accepts(() => checkLabel(SITE, text))).toBe(DNS_1035.test(text) && text.length <= 63);
    expect(accepts(() => checkNamespace(SITE, text))).toBe(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63);
  }));
});
