import { canaryChart } from './canary-app';
import { MeshSimulator } from '../../src';

function simulator(): MeshSimulator {
  return MeshSimulator.ofChart(canaryChart());
}

test('tells the share of each version from outside', () => {
  expect(simulator().answer({ url: 'http://ml.example.com/v1/models/a' })).toMatchObject([
    { share: '9/10', probability: 0.9, backend: 'ml/v1', status: 200, upstreamPath: '/v1/models/a', upstreamHost: 'ml.example.com', tries: 1 },
    { share: '1/10', probability: 0.1, backend: 'ml/v2', status: 200 },
  ]);
});

test('sends headers', () => {
  expect(simulator().answer({ url: 'http://ml.example.com/v1/models/a', headers: { 'X-Model-Version': 'v2' } })).toMatchObject([{ share: '1', backend: 'ml/v2' }]);
});

test('tells who is refused in the mesh', () => {
  const [allowed, method] = ['GET', 'DELETE'].map((each) => simulator().answer({ method: each, url: 'http://model:8080/v1/models/a', source: 'ml/caller' }));
  expect(allowed).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(method).toEqual([{ probability: 1, share: '1', disposition: 'denied', status: 403, tries: 0 }]);
});

test('explains with the objects that decided', () => {
  expect(simulator().explain({ url: 'http://ml.example.com/v1/models/a' })).toMatch(/90 % .*HTTPRoute ml\/model spec\.rules/);
});

test.each([['a', "the URL must be http://host/path or https://host/path, got 'a'"]])('refuses %s', (url, message) => {
  expect(() => simulator().answer({ url })).toThrow(message);
});

test.each([
  [{ method: 'post', url: 'http://model:8080/' }, "a method is written in capitals, for proxies compare the case: GET, POST, got 'post'"],
  [{ url: 'http://model:80800/' }, "the port of the URL must be from 1 to 65535, got 'http://model:80800/'"],
  [{ url: 'http://model/', headers: { Host: 'a' } }, "the host is that of the URL: write it there, got the header 'Host: a'"],
  [{ url: 'http://model/', headers: { 'a b': 'c' } }, "a header must be 'name: value', got 'a b: c'"],
  [{ url: 'http://model/', source: 'ml/caller', gateway: 'ml/gateway' },
    'a request is sent by a workload or comes in by a Gateway: leave out source or gateway, got ml/caller and ml/gateway'],
  [{ url: 'http://model/', gateway: 'ml/gatway' }, 'there is no Gateway ml/gatway: there is ml/gateway'],
])('a request that nobody means is refused: %j', (request, message) => {
  expect(() => simulator().answer(request)).toThrow(message);
});
