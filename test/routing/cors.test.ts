import { Duration } from 'cdk8s';
import { SITE } from './rules';
import type { CorsPolicy } from '../../src/routing/cors';
import { renderCors } from '../../src/routing/cors';

const many = (count: number) => Array.from({ length: count }, (_, i) => `x-${i}`);

test('everything is rendered as given, durations in seconds', () => {
  const lists = {
    allowOrigins: ['https://app.example.com', 'https://*.example.com', 'http://localhost:3000', 'https://*:8443'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['x-request-id'],
  };
  expect(renderCors(SITE, { ...lists, allowCredentials: true, maxAge: Duration.minutes(10) }))
    .toEqual({ ...lists, allowCredentials: true, maxAge: 600 });
});

test('what is left out leaves no key', () => {
  expect(renderCors(SITE, { allowOrigins: ['*'], allowCredentials: false })).toEqual({ allowOrigins: ['*'] });
});

test('an empty list leaves no key', () => {
  expect(renderCors(SITE, { allowOrigins: ['*'], allowMethods: [], allowHeaders: [], exposeHeaders: [] })).toEqual({ allowOrigins: ['*'] });
});

test.each<[string, Partial<CorsPolicy>, string]>([
  ['no origin', { allowOrigins: [] }, "[Test] allowOrigins must not be empty, got []: name the pages' origins"],
  ['a path', { allowOrigins: ['https://a.example.com/x'] },
    "[Test] allowOrigins[0] must be an origin: http or https and a host, without a path, got 'https://a.example.com/x'"],
  ['a bare host', { allowOrigins: ['a.example.com'] }, '[Test] allowOrigins[0] must be an origin'],
  ['another scheme', { allowOrigins: ['*', 'capacitor://localhost'] }, '[Test] allowOrigins[1] must be an origin'],
  ['a wildcard within', { allowOrigins: ['https://a.*.example.com'] }, '[Test] allowOrigins[0] must be an origin'],
  ['all origins and one', { allowOrigins: ['*', 'https://a.example.com'] }, '[Test] allowOrigins must not name anything besides *'],
  ['credentials for everybody', { allowOrigins: ['*'], allowCredentials: true },
    '[Test] allowCredentials would let every page of the web call with the cookies of its visitor, got true: name the origins'],
  ['an origin twice', { allowOrigins: ['https://a.example.com', 'https://a.example.com'] }, '[Test] allowOrigins names something twice'],
  ['a method twice', { allowMethods: ['GET', 'GET'] }, '[Test] allowMethods names something twice, got ["GET","GET"]: name it once'],
  ['all headers and one', { allowHeaders: ['*', 'x-a'] }, '[Test] allowHeaders must not name anything besides *, got ["*","x-a"]: keep one'],
  ['65 headers', { exposeHeaders: many(65) }, '[Test] exposeHeaders must have 64 entries at most, got 65'],
  ['an unknown method', { allowMethods: ['FETCH'] }, '[Test] allowMethods[0] must be one of GET'],
  ['a header that is none', { allowHeaders: ['x a'] }, '[Test] allowHeaders[0] must be a header name'],
  ['a header that nobody reads', { exposeHeaders: ['x:a'] }, '[Test] exposeHeaders[0] must be a header name'],
  ['an age of half a second', { maxAge: Duration.millis(1500) }, '[Test] maxAge must be whole seconds, 1 or more, got 1.5: round it'],
  ['an age of nothing', { maxAge: Duration.seconds(0) }, '[Test] maxAge must be whole seconds, 1 or more, got 0'],
])('%s is refused', (_, cors, message) => {
  expect(() => renderCors(SITE, { allowOrigins: ['https://app.example.com'], ...cors })).toThrow(message);
});
