import { Chart, Testing } from 'cdk8s';
import { canaryChart } from './canary-app';
import { Canary } from '../../examples/canary/canary';
import { MeshGraph, MeshSimulator, MlServingMesh, WorkloadRole } from '../../src';

test('the mesh of an app is drawn as Mermaid, and as SVG', () => {
  const graph = MeshGraph.ofChart(canaryChart());
  expect(graph.toMermaid()).toContain('workload_2F_ml_2F_caller -->|"model-callers: GET"| service_2F_ml_2F_model');
  expect(graph.toSvg()).toMatch(/^<\?xml [^>]*>\n<svg [\s\S]*model-callers: GET[\s\S]*<\/svg>\n$/);
});

test('a caller from a namespace of which only the name is known is taken for one of the mesh', () => {
  const canary = new Canary(Testing.app(), 'canary');
  const request = { url: 'http://inference-service.ml-serving:8080/v1/models/bert', source: 'ml-frontend/frontend-sa' };
  expect(MeshSimulator.ofChart(canary).answer(request).map(({ backend, share }) => [backend, share]))
    .toEqual([['ml-serving/inference-v1', '9/10'], ['ml-serving/inference-v2', '1/10']]);
  expect(MeshGraph.ofChart(canary).toMermaid()).toContain('workload_2F_ml_frontend_2F_frontend_sa -->');
});

test('pods that others make run as the account that was declared of them', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml' });
  const predictor = mesh.workloadFromAttributes('predictor', { serviceAccount: 'kserve', port: 8080, podLabels: { app: 'bert' } });
  const features = mesh.addWorkload('features', { role: WorkloadRole.FEATURE_STORE, port: 6565 });
  features.allowFrom(predictor);
  const drawn = MeshGraph.ofChart(chart).toMermaid();
  expect(drawn).toContain('predictor<br/>as kserve');
  expect(drawn).toContain('workload_2F_ml_2F_predictor -->|"features: port 6565"| workload_2F_ml_2F_features');
  expect(MeshSimulator.ofChart(chart).answer({ url: 'http://features.ml:6565/', source: 'ml/kserve' }).map(({ backend }) => backend)).toEqual(['ml/features']);
});
