import { withOperations } from '../../src/simulate/evaluate/route/headers';
import { Headers } from '../../src/simulate/headers';

test('headers keep their lines, in order', () => {
  expect(Headers.of([['X-A', '1'], ['x-b', '2'], ['x-a', '3']]).all('x-a')).toEqual(['1', '3']);
});

test('headers that Envoy keeps on a single line are joined', () => {
  expect(Headers.of([['User-Agent', 'a'], ['user-agent', 'b']]).all('user-agent')).toEqual(['a,b']);
});

test.each(['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'])('filters of CORS keep a single line, too: %s', (name) => {
  expect(Headers.of([[name, 'a'], [name, 'b']]).all(name)).toEqual(['a,b']);
});

test('nothing is joined with an empty line', () => {
  expect(Headers.of([['user-agent', ''], ['user-agent', 'b']]).all('user-agent')).toEqual(['b']);
});

test('what is added is added after everything was set', () => {
  const changed = withOperations(Headers.of([['x-a', 'caller'], ['x-gone', '1']]), {
    remove: ['x-gone'],
    change: [{ name: 'x-a', value: 'added', appends: true }, { name: 'x-a', value: 'set', appends: false }],
  }, {});
  expect(changed.entries).toEqual([['x-a', 'set'], ['x-a', 'added']]);
});
