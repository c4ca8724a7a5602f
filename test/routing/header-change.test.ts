import { SITE } from './rules';
import type { HeaderChange } from '../../src/routing/header-change';
import { checkHeaderChange, renderHeaderChange } from '../../src/routing/header-change';

const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '1']));

test('what is given is rendered, and nothing else', () => {
  expect(renderHeaderChange({ set: { 'x-a': '1', 'x-b': '2' } })).toEqual({ set: [{ name: 'x-a', value: '1' }, { name: 'x-b', value: '2' }] });
  expect(renderHeaderChange({ add: { 'x-a': '1' }, remove: ['x-b'] })).toEqual({ add: [{ name: 'x-a', value: '1' }], remove: ['x-b'] });
});

test('an empty list leaves no key', () => {
  expect(renderHeaderChange({ set: { 'x-a': '1' }, add: {}, remove: [] })).toEqual({ set: [{ name: 'x-a', value: '1' }] });
  expect(renderHeaderChange({ set: {}, remove: ['x-b'] })).toEqual({ remove: ['x-b'] });
});

test.each<[string, HeaderChange]>([
  ['16 headers', { set: headers(16) }],
  ['spaces in a value', { set: { 'x-a': 'a b\tc' } }],
  ['different headers in each list', { set: { 'x-a': '1' }, add: { 'x-b': '1' }, remove: ['x-c'] }],
])('%s are taken', (_, change) => {
  expect(() => checkHeaderChange(SITE, change)).not.toThrow();
});

test.each<[string, HeaderChange, string]>([
  ['nothing', {}, '[Test] changes nothing, got {}: name a header in set, add or remove'],
  ['empty lists', { set: {}, add: {}, remove: [] }, '[Test] changes nothing'],
  ['17 headers set', { set: headers(17) }, '[Test] set must have 16 headers at most, got 17'],
  ['17 headers added', { add: headers(17) }, '[Test] add must have 16 headers at most, got 17'],
  ['17 headers removed', { remove: Object.keys(headers(17)) }, '[Test] remove must have 16 headers at most, got 17'],
  ['a name that is none', { set: { 'x a': '1' } }, '[Test] set must be a header name'],
  ['the host', { set: { Host: 'a' } }, '[Test] set must not be a header that belongs to the connection, got \'Host\': leave it to Envoy; to change the host'],
  ['the framing', { remove: ['Content-Length'] }, '[Test] remove[0] must not be a header that belongs to the connection'],
  ['an empty value', { add: { 'x-a': '' } }, '[Test] add.x-a must be a header value'],
  ['a line break', { set: { 'x-a': 'a\nb' } }, '[Test] set.x-a must be a header value'],
  ['a percent sign, over which Envoy refuses the listener', { set: { 'x-a': '50%' } }, "[Test] set.x-a must have no %, which Envoy takes for a command, got '50%'"],
  ['a space at the end', { set: { 'x-a': 'a ' } }, '[Test] set.x-a must be a header value'],
  ['two spaces', { add: { 'x-a': 'a  b' } }, '[Test] add.x-a must be a header value'],
  ['other letters', { add: { 'x-a': 'ü' } }, '[Test] add.x-a must be a header value'],
  ['one header in two cases', { set: { 'X-A': '1', 'x-a': '2' } }, "[Test] names a header twice, in set, add and remove together; names ignore case, got 'x-a'"],
  ['one header set and removed', { set: { 'x-a': '1' }, remove: ['X-A'] }, '[Test] names a header twice'],
  ['one header removed twice', { remove: ['x-a', 'x-a'] }, '[Test] names a header twice'],
])('%s is refused', (_, change, message) => {
  expect(() => checkHeaderChange(SITE, change)).toThrow(message);
});
