import * as fc from 'fast-check';
import { listsForGenerators } from '../../scripts/bundle/lists-for-generators';

/** What `hits` of a source gives. */
function resultOf(source: string, input: readonly number[]): unknown {
  return new Function('input', `${source}; return hits(input);`)(input);
}

const GENERATORS = {
  'one thing': 'function* hits(input) { yield input.length; }',
  'nothing': 'function* hits() {}',
  'what others find': 'function* each(list) { for (const item of list) yield item; } function* hits(input) { yield* each(input); yield* input.length > 2 ? each([1]) : []; }',
  'an early end': 'function* hits(input) { if (input.length > 2) { return; } yield 1; }',
  'a method': 'const rule = { * check(input) { yield input[0]; } }; function hits(input) { return rule.check(input); }',
  'a function within that returns': 'function* hits(input) { const big = input.filter((item) => { return item > 2; }); yield* big; }',
  'a generator within': 'function* hits(input) { function* twice(item) { yield item; yield item; } for (const item of input) { yield* twice(item); } }',
};

test.each(Object.entries(GENERATORS))('a list gives the same as a generator: %s', (_, source) => {
  fc.assert(fc.property(fc.array(fc.nat(5), { maxLength: 4 }), (input) => {
    const list = resultOf(listsForGenerators(source), input);

    expect(Array.isArray(list)).toBe(true);
    expect(list).toEqual([...resultOf(source, input) as Iterable<number>]);
  }));
});

test('a list may be longer than the arguments of a call', () => {
  const source = 'function* hits(input) { yield* input; }';

  expect(resultOf(listsForGenerators(source), Array.from({ length: 200_000 }, () => 1))).toHaveLength(200_000);
});

test('what is no generator stays as it is', () => {
  const source = 'function hits(input) { return input.map((item) => item * 2); } const yielding = 1;';

  expect(listsForGenerators(source)).toBe(source);
});

test.each([
  'function* hits() { const answer = yield 1; }',
  'function* hits() { yield 1; return 2; }',
  'function* hits() { yield; }',
])('refuses %s, which is no list', (source) => {
  expect(() => listsForGenerators(source)).toThrow('a rule yields what it found, and gives and takes nothing else');
});
