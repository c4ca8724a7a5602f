import { Chart, Testing } from 'cdk8s';
import { Backend, CanaryModel, MeshGateway, MeshSimulator, MlServingMesh, ModelVersion, WorkloadRole } from '../../src';

function simulator(): MeshSimulator {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create({ hostnames: ['ml.example.com'] }) });
  const caller = mesh.addWorkload('caller', { role: WorkloadRole.INFERENCE, port: 8080 });
  const [v1, v2] = ['v1', 'v2'].map((name) => mesh.addWorkload(name, { role: WorkloadRole.INFERENCE, port: 8080 }));
  const model = new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10 }],
    versionHeader: 'x-model-version',
  });
  model.allowFrom(caller, { methods: ['GET'] });
  return MeshSimulator.ofChart(chart);
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
