import * as fc from 'fast-check';
import { checkPath, PathMatch } from '../../../src/core/match/path-match';
import { SITE } from '../at';

test.each([
  [PathMatch.exact('/healthz'), { type: 'Exact', value: '/healthz' }],
  [PathMatch.prefix('/v1/models'), { type: 'PathPrefix', value: '/v1/models' }],
  [PathMatch.regex('/v[12]/.*'), { type: 'RegularExpression', value: '/v[12]/.*' }],
  [PathMatch.grpc('inference.GRPCInferenceService'), { type: 'PathPrefix', value: '/inference.GRPCInferenceService' }],
  [PathMatch.grpc('inference.GRPCInferenceService', 'ModelInfer'), { type: 'Exact', value: '/inference.GRPCInferenceService/ModelInfer' }],
])('a path is compared as asked: %#', (match, expected) => {
  expect(match._bind(SITE)).toEqual(expected);
});

test('a regex is checked by RE2', () => {
  expect(() => PathMatch.regex('(?=a)')._bind(SITE)).toThrow(/\[app\/chat\] prop must be a regular expression that RE2/);
});

test.each(['/', '/v1/models', '/a%20b', '/v1/', `/${'a'.repeat(1023)}`, '/a:b@c,(d)'])('%s is a path', (path) => {
  expect(checkPath(SITE, path)).toBe(path);
});

test.each(['', 'v1', '/a//b', '/a/./b', '/a/../b', '/a/..', '/a/.', '/a%2fb', '/a%2Fb', '/a#b', '/a b', '/a?b', '/a%zz', '/ä', `/${'a'.repeat(1024)}`])(
  '%p is no path', (path) => {
    expect(() => checkPath(SITE, path)).toThrow(/^\[app\/chat\] prop must be a path: it starts with \/, has no .* and 1024 characters at most, got '.*': write for example '\/v1\/models'/);
  },
);

/** The rules of HTTPPathMatch (gateway.networking.k8s.io/v1), one by one. */
const SCHEMA: readonly ((path: string) => boolean)[] = [
  (path) => path.length <= 1024,
  (path) => path.startsWith('/'),
  (path) => !/\/\/|\/\.\/|\/\.\.\/|%2f|%2F|#/.test(path),
  (path) => !path.endsWith('/..') && !path.endsWith('/.'),
  (path) => /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/.test(path),
];

test('what is taken for a path is one by the schema, and the other way round', () => {
  const path = fc.string({ maxLength: 10, unit: fc.constantFrom('/', '.', 'a', '%', '2', 'f', 'F', '#', ' ', '~') }).map((rest) => `/${rest}`);
  fc.assert(fc.property(path, (text) => {
    let taken = true;
    try {
      checkPath(SITE, text);
    } catch {
      taken = false;
    }
    expect(taken).toBe(SCHEMA.every((rule) => rule(text)));
  }), { numRuns: 1000 });
});
