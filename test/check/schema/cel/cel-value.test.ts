import { CelValues } from '../../../../src/check/schema/cel/cel-value';
import { evaluateRule } from '../../../../src/check/schema/cel/rule';
import { Schema } from '../../../../src/manifest/schema/schema';

const number: Schema = { type: 'number' };
const integer: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };

function object(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties };
}

test.each<[string, unknown, Schema]>([
  ['type(self) == int', 80, integer],
  ['type(self) == double', 80, number],
  ['type(self) == int', 80, { 'x-kubernetes-int-or-string': true }],
  ['type(self) == string', '80', { 'x-kubernetes-int-or-string': true }],
  ['type(self[0]) == int && size(self) == 2', [1, 2], { type: 'array', items: integer }],
  ['has(self.a) && !has(self.b) && self.a == "x"', { a: 'x' }, object({ a: text, b: text })],
  ['!has(self.b)', { b: 'not a field' }, object({ a: text })],
  ['self.__namespace__ == "x"', { namespace: 'x' }, object({ namespace: text })],
  ['self.a__dash__b == "x"', { 'a-b': 'x' }, object({ 'a-b': text })],
  ['self.a__underscores__b__dot__c__slash__d == "x"', { 'a__b.c/d': 'x' }, object({ 'a__b.c/d': text })],
  ['"a-b" in self && self.all(key, type(self[key]) == int)', { 'a-b': 1, 'namespace': 2 }, { type: 'object', additionalProperties: integer }],
])('%s holds of %j', (rule, value, schema) => {
  expect(evaluateRule(rule, new CelValues().of(value, schema))).toBe(true);
});
