import { choicesOf, coverPairs, pairsOf } from '../../scripts/picker-configs/pairs';

test('choices are what a document says where, whatever the figures', () => {
  const document = { kind: 'Config', plugins: [{ type: 'a', parameters: { count: 3, mode: 'tokens' } }, { type: 'b' }], bands: [{ priority: -7, ttl: '5s' }] };
  expect(choicesOf(document)).toEqual([
    'kind=Config', 'plugins[a].type=a', 'plugins[a].parameters.count', 'plugins[a].parameters.mode=tokens', 'plugins[b].type=b', 'bands[-1].priority', 'bands[-1].ttl',
  ]);
});

test('a choice alone is a pair with itself', () => {
  expect(pairsOf(['b', 'a', 'b'])).toEqual(['a & a', 'a & b', 'b & b']);
});

test('a few documents hold every pair of all', () => {
  const documents = [['a'], ['a', 'b'], ['b', 'c'], ['a', 'b', 'd'], ['c']];
  const { chosen, pairs } = coverPairs(documents);
  expect(chosen).toEqual([3, 2]);
  expect(pairs).toBe(8);
});
