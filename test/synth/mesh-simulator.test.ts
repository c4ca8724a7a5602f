import { Chart, Duration, Testing } from 'cdk8s';
import { canaryChart } from './canary-app';
import {
  Backend, BackendBehavior, MeshGateway, MeshInstall, MeshRetries, MeshSimulator,
  MlServingMesh, ModelRoute, PathMatch, PortProtocol, RequestProtocol, WorkloadRole,
} from '../../src';

function simulator(): MeshSimulator {
  return MeshSimulator.ofChart(canaryChart());
}

test('tells the share of each version from outside', () => {
  expect(simulator().answer({ url: 'http://ml.example.com/v1/models/a' })).toMatchObject([
    { share: '9/10', probability: 0.9, backend: 'ml/v1', status: 200, upstreamPath: '/v1/models/a', upstreamHost: 'ml.example.com', tries: 1 },
    { share: '1/10', probability: 0.1, backend: 'ml/v2', status: 200 },
  ]);
});

test('names another host than the URL does', () => {
  const url = 'http://203.0.113.7/v1/models/a';
  expect(simulator().answer({ url, headers: { Host: 'ml.example.com' } })).toMatchObject([{ share: '9/10', upstreamHost: 'ml.example.com' }, { share: '1/10' }]);
  expect(simulator().answer({ url })).toMatchObject([{ disposition: 'no-route' }]);
});

test('sends headers', () => {
  expect(simulator().answer({ url: 'http://ml.example.com/v1/models/a', headers: { 'X-Model-Version': 'v2' } })).toMatchObject([{ share: '1', backend: 'ml/v2' }]);
});

test('tells who is refused in the mesh', () => {
  const [allowed, method] = ['GET', 'DELETE'].map((each) => simulator().answer({ method: each, url: 'http://model:8080/v1/models/a', source: 'ml/caller' }));
  expect(allowed).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(method).toEqual([{ probability: 1, share: '1', disposition: 'denied', status: 403, tries: 0, seconds: 0 }]);
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
  [{ url: 'http://model/', headers: { Host: 'a/b c' } }, "the header Host must be a host, or host:port, got 'a/b c'"],
  [{ url: 'http://model/', sourceIp: 'localhost' }, "the address of the caller must be one of IPv4 or IPv6, as 203.0.113.7 or 2001:db8::7, got 'localhost'"],
  [{ url: 'http://model/', headers: { 'a b': 'c' } }, "a header must be 'name: value', got 'a b: c'"],
  [{ url: 'http://model/', source: 'ml/caller', gateway: 'ml/gateway' },
    'a request is sent by a workload or comes in by a Gateway: leave out source or gateway, got ml/caller and ml/gateway'],
  [{ url: 'http://model/', gateway: 'ml/gatway' }, 'there is no Gateway ml/gatway: there is ml/gateway'],
])('a request that nobody means is refused: %j', (request, message) => {
  expect(() => simulator().answer(request)).toThrow(message);
});

test('tells of tries and time where a backend fares ill', () => {
  const url = 'http://ml.example.com/v1/models/a';
  const headers = { 'X-Model-Version': 'v1' };
  const ask = (behavior: BackendBehavior) => simulator().answer({ url, headers, backends: { 'ml/v1': behavior } });
  expect(ask(BackendBehavior.status(503, { times: 1 }))).toMatchObject([{ status: 503, backend: 'ml/v1', tries: 1 }]);
  expect(ask(BackendBehavior.slow(Duration.seconds(3)))).toMatchObject([{ status: 200, tries: 1, seconds: 3 }]);
  expect(ask(BackendBehavior.reset())).toMatchObject([{ status: 503, disposition: 'reset' }]);
  expect(ask(BackendBehavior.refuse())).toMatchObject([{ status: 503 }]);
  expect(ask(BackendBehavior.down())).toMatchObject([{ status: 503, tries: 0 }]);
  expect(ask(BackendBehavior.unready())).toMatchObject([{ status: 503, tries: 0 }]);
});

test('the model that a body asks for, and what the client speaks, belong to the question', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create({ hostnames: ['ml.example.com'] }) });
  const triton = mesh.addWorkload('triton', { role: WorkloadRole.INFERENCE, port: 8001, protocol: PortProtocol.GRPC });
  new ModelRoute(chart, 'triton-route', { mesh, pathMatches: [PathMatch.grpc('inference.GRPCInferenceService')], backend: Backend.workload(triton) });
  const [outcome] = MeshSimulator.ofChart(chart).answer({
    url: 'http://ml.example.com/inference.GRPCInferenceService/ModelInfer',
    protocol: RequestProtocol.GRPC,
    backends: { 'ml/triton': BackendBehavior.status(5) },
  });
  expect(outcome).toMatchObject({ backend: 'ml/triton', status: 200, grpcStatus: 5 });
});

test.each([
  ['who carries none', undefined, 403],
  ['who carries one of the issuer', { issuer: 'https://login.example.com', subject: 'somebody' }, 200],
  ['whose time has passed', { issuer: 'https://login.example.com', expired: true }, 401],
  ['that another has signed', { issuer: 'https://login.example.com', signer: 'https://other.example.com' }, 401],
])('tells what becomes of a token: %s', (_, token, status) => {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'ml',
    gateway: MeshGateway.create({ hostnames: ['ml.example.com'], jwtIssuers: [{ issuer: 'https://login.example.com', jwksUri: 'https://login.example.com/keys' }] }),
  });
  const server = mesh.addWorkload('server', { role: WorkloadRole.INFERENCE, port: 8080 });
  new ModelRoute(chart, 'route', { mesh, paths: ['/v1'], backend: Backend.workload(server) });
  expect(MeshSimulator.ofChart(chart).answer({ url: 'http://ml.example.com/v1', token })[0].status).toBe(status);
});

test.each([
  [() => BackendBehavior.status(42), 'status must be a status of HTTP, 200 to 599, or of gRPC, 0 to 16, got 42'],
  [() => BackendBehavior.reset({ times: 0 }), 'times must be a whole number, 1 or more, got 0'],
  [() => simulator().answer({ url: 'http://ml.example.com/', backends: { v1: BackendBehavior.down() } }), "no workload is called 'v1': give namespace/name: there is ml/caller, ml/v1, ml/v2"],
])('what cannot be said of a workload is refused', (ask, message) => {
  expect(ask).toThrow(message);
});

describe('how the mesh is installed', () => {
  const answers = (install?: MeshInstall) => {
    const chart = new Chart(Testing.app(), 'chart');
    const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create({ hostnames: ['ml.example.com'] }), install });
    const server = mesh.addWorkload('server', { role: WorkloadRole.INFERENCE, port: 8080 });
    new ModelRoute(chart, 'route', { mesh, paths: ['/v1'], backend: Backend.workload(server) });
    return MeshSimulator.ofChart(chart).answer({ url: 'http://ml.example.com/v1', backends: { 'ml/server': BackendBehavior.status(502, { times: 1 }) } });
  };

  test('decides what is tried again where no route says it', () => {
    expect(answers()).toMatchObject([{ status: 502, tries: 1 }]);
    expect(answers(new MeshInstall())).toMatchObject([{ status: 502, tries: 1 }]);
    expect(answers(new MeshInstall({ retries: MeshRetries.attempts(1, { conditions: ['502'], mayPayTwice: true }) }))).toMatchObject([{ status: 200, tries: 2 }]);
  });
});
