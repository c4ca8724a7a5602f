import { Testing } from 'cdk8s';
import { Backend, CanaryModel, MlServingMesh, ModelVersion } from 'cdk8s-ml-mesh';
import { Serving } from './app';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Serving(Testing.app(), 'serving'))).toMatchSnapshot();
});

test('a mistake names the construct, the prop, the value and the fix', () => {

  const chart = Testing.chart();
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml-serving' });
  const [v1, v2] = ['v1', 'v2'].map((id) => mesh.addWorkload(id, { port: 8080 }));

  expect(() => new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 110 }],
  })).toThrow('[test/model] candidates[0].weight must be a whole number from 0 to 100, got 110: ');
});
