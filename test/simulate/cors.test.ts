import { judgeCors } from '../../src/simulate/evaluate/filters/cors';
import { Headers } from '../../src/simulate/headers';
import { exactly } from '../../src/simulate/string-match';
import type { Cors } from '../../src/simulate/tables';

const CORS: Cors = {
  origins: [exactly('https://a.example.com')], methods: 'GET,POST', headers: 'x-a', expose: 'x-answer', maxAge: 600, credentials: true, forwardsUnmatched: false,
};

function judged(cors: Partial<Cors>, method: string, headers: readonly (readonly [string, string])[]) {
  const message = { method, scheme: 'http' as const, authority: 'a', path: '/', headers: Headers.of(headers), protocol: 'http1' as const, hasBody: false };
  return judgeCors({ ...CORS, ...cors }, message);
}

const PREFLIGHT = [['access-control-request-method', 'PUT'], ['access-control-request-headers', 'x-b']] as const;

function answered(cors: Partial<Cors>, origin: string) {
  return Object.fromEntries(judged(cors, 'OPTIONS', [['origin', origin], ...PREFLIGHT])!.answer!.headers.entries);
}

test('a preflight is answered with what is written', () => {
  expect(answered({}, 'https://a.example.com')).toEqual({
    'access-control-allow-origin': 'https://a.example.com',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'x-a',
    'access-control-max-age': '600',
  });
});

test('where all methods and headers are allowed, those that are asked for are named', () => {
  expect(answered({ methods: '*', headers: '*' }, 'https://a.example.com')).toMatchObject({ 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'x-b' });
});

test('a page that is not meant hears of everything but itself', () => {
  const { 'access-control-allow-origin': origin, ...rest } = answered({}, 'https://a.example.com');
  expect(origin).toBe('https://a.example.com');
  expect(answered({}, 'https://b.example.com')).toEqual(rest);
});

test('where preflights of others are forwarded, they are not answered', () => {
  expect(judged({ forwardsUnmatched: true }, 'OPTIONS', [['origin', 'https://b.example.com'], ...PREFLIGHT])!.answer).toBeUndefined();
});

test('answers of backends and preflights say to pages that are meant what they may read', () => {
  const origin = ['origin', 'https://a.example.com'] as const;
  const added = { 'access-control-allow-origin': origin[1], 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'x-answer' };
  expect(Object.fromEntries(judged({}, 'GET', [origin])!.added.entries)).toEqual(added);
  expect(Object.fromEntries(judged({}, 'OPTIONS', [origin, ...PREFLIGHT])!.added.entries)).toEqual(added);
  expect(judged({}, 'GET', [['origin', 'https://b.example.com']])!.added.entries).toEqual([]);
});

test('an origin that is a star is all of them', () => {
  expect(judged({ origins: [exactly('*')] }, 'GET', [['origin', 'https://b.example.com']])!.allowed).toBe(true);
});

test('two lines of origins are one', () => {
  expect(judged({}, 'GET', [['origin', 'https://a.example.com'], ['origin', 'https://a.example.com']])!.allowed).toBe(false);
});
