import * as fc from 'fast-check';
import { SITE } from './at';
import { checkHeaderName, checkHeaderValue, checkMethod, checkRouteMethod, checkWritableHeader } from '../../src/core/http';

/** HTTPRoute of Gateway API v1.6.1, experimental channel: HTTPHeader.value, and its HTTPHeaderName. */
const SCHEMA_VALUE = /^[!-~]+([\t ]?[!-~]+)*$/;
const SCHEMA_NAME = /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/;

const accepted = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

test('a method is in capitals', () => {
  expect(checkMethod(SITE, 'PROPFIND')).toBe('PROPFIND');
  for (const method of ['get', '', 'GE T', 'GET/']) {
    expect(() => checkMethod(SITE, method)).toThrow(`[app/chat] prop must be an HTTP method in capitals, got '${method}': write for example 'GET' or 'POST'`);
  }
});

test('a route matches the methods of HTTPRoute', () => {
  expect(checkRouteMethod(SITE, 'PATCH')).toBe('PATCH');
  for (const method of ['PROPFIND', 'get', '']) {
    expect(() => checkRouteMethod(SITE, method)).toThrow(
      `[app/chat] prop must be one of GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, got '${method}': HTTPRoute matches no other method`);
  }
});

test('a header name is a token of 256 characters at most', () => {
  expect(checkHeaderName(SITE, 'x-model-version')).toBe('x-model-version');
  expect(checkHeaderName(SITE, 'a'.repeat(256))).toHaveLength(256);
  for (const name of ['', 'a b', 'x:', ':authority', 'ä', 'a'.repeat(257)]) {
    expect(() => checkHeaderName(SITE, name)).toThrow(/^\[app\/chat\] prop must be a header name: .* no colon, got '.*': write for example 'x-model-version'; the host/);
  }
});

test('a route does not write what belongs to the connection', () => {
  expect(checkWritableHeader(SITE, 'x-team')).toBe('x-team');
  for (const name of ['Host', 'content-length', 'Transfer-Encoding', 'connection', 'keep-alive', 'te', 'trailer', 'upgrade']) {
    expect(() => checkWritableHeader(SITE, name))
      .toThrow(`[app/chat] prop must not be a header that belongs to the connection, got '${name}': leave it to Envoy; to change the host use rewriteHostname`);
  }
  expect(() => checkWritableHeader(SITE, 'a b')).toThrow(/prop must be a header name/);
});

test('a header value has no blanks at its ends, where Envoy trims them', () => {
  expect(checkHeaderValue(SITE, 'a b')).toBe('a b');
  expect(checkHeaderValue(SITE, 'x'.repeat(4096))).toHaveLength(4096);
  for (const value of ['', ' a', 'a ', 'a  b', 'a\nb', 'a\0', 'ä', 'x'.repeat(4097)]) {
    expect(() => checkHeaderValue(SITE, value))
      .toThrow(/^\[app\/chat\] prop must be a header value: 1 to 4096 printable ASCII characters, with single blanks between them at most, got '[^]*': shorten or encode it, or leave the header out$/);
  }
});

test('what is taken for a header is one by the schema, and the other way round', () => {
  const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', '~', '!', ' ', '\t', '\n', 'é', ':', '(') });
  fc.assert(fc.property(text, (value) => {
    expect(accepted(() => checkHeaderValue(SITE, value))).toBe(SCHEMA_VALUE.test(value));
    expect(accepted(() => checkHeaderName(SITE, value))).toBe(SCHEMA_NAME.test(value));
  }));
});

test('a long value that does not fit is refused at once', () => {
  const start = process.hrtime.bigint();
  expect(accepted(() => checkHeaderValue(SITE, `${'a'.repeat(4000)}\n`))).toBe(false);
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(200);
});
