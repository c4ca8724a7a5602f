import * as fc from 'fast-check';
import { CelValues } from '../../../../src/check/schema/cel/cel-value';
import { evaluateRule } from '../../../../src/check/schema/cel/rule';
import { surelyHolds } from '../../../../src/check/schema/cel/surely-holds';
import type { ValidationRule } from '../../../../src/check/schema/cel/validation-rule';
import { bundledSchemas } from '../../../../src/manifest/schema/bundled-schemas';
import { withDefaults } from '../../../../src/manifest/schema/defaults';
import { linkedSchema } from '../../../../src/manifest/schema/linked-schema';
import type { Schema } from '../../../../src/manifest/schema/schema';
import { schemaValue } from '../../../arbitrary/schema-value';

const placesByRule = new Map<string, Set<Schema>>();
Object.keys(bundledSchemas().definitions).forEach((hash) => collect(linkedSchema(hash)));

const rules = [...placesByRule.keys()];

/** What a rule compares with, and other words that mean something to one. */
function wordsOf(rule: string): string[] {
  const literals = [...rule.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double);
  return ['a', 'a.b', '*.a', 'https://a/b', 'unix://@a/', '/a', '/a//b', '1.2.3.4', '1s', '2h', '😀', ...literals];
}

function collect(schema: Schema): void {
  (schema['x-kubernetes-validations'] as readonly ValidationRule[] | undefined ?? []).forEach(({ rule }) => {
    placesByRule.set(rule, (placesByRule.get(rule) ?? new Set()).add(schema));
  });
  [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties].forEach((sub) => typeof sub === 'object' && collect(sub));
}

test('only rules about an older state, and those with formats, are left to the engine', () => {
  const { RULES } = jest.requireActual<typeof import('../../../../imports/rules')>('../../../../imports/rules');

  expect(rules.filter((rule) => RULES[rule] === undefined)).toEqual([
    'size(self) == 0 || format.dns1123Label().validate(self) == null',
    'self == oldSelf',
  ]);
});

describe.each(rules.filter((rule) => !rule.includes('oldSelf') && !rule.includes('format.')))('%s', (rule) => {
  const places = [...placesByRule.get(rule)!].map((schema) => [schema, schemaValue(schema, { words: wordsOf(rule), noise: 0 })] as const);

  test('holds for the engine, too', () => {
    places.forEach(([schema, values]) => fc.assert(fc.property(values, (value) => {
      const completed = withDefaults(value, schema);

      expect(surelyHolds(rule, completed) ? evaluateRule(rule, new CelValues().of(completed, schema)) : true).toBe(true);
    }), { numRuns: 100 }));
  });

  test('is not always left to the engine', () => {
    const [[schema, values]] = places;

    expect(fc.sample(values, { seed: 1, numRuns: 500 }).some((value) => surelyHolds(rule, withDefaults(value, schema)))).toBe(true);
  });
});

test.each<[string, unknown, string]>([
  ['size(self) == 2', '😀', 'characters, where JavaScript counts units'],
  ['self.unheardOf()', 'a', 'a rule that nobody knows'],
])('%s of %j is left to the engine: %s', (rule, value) => {
  expect(surelyHolds(rule, value)).toBe(false);
});
