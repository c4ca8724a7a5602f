import { Chart, Testing } from 'cdk8s';
import { Backend, type CanaryCandidate, CanaryModel, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from '../../src';

/** A model in two versions, which one workload may ask, by GET. */
export function canaryChart(candidate: Pick<CanaryCandidate, 'weight' | 'mirrorPercentage'> = { weight: 10 }): Chart {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create({ hostnames: ['ml.example.com'] }) });
  const caller = mesh.addWorkload('caller', { role: WorkloadRole.INFERENCE, port: 8080 });
  const [v1, v2] = ['v1', 'v2'].map((name) => mesh.addWorkload(name, { role: WorkloadRole.INFERENCE, port: 8080 }));
  const model = new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), ...candidate }],
    versionHeader: 'x-model-version',
  });
  model.allowFrom(caller, { methods: ['GET'] });
  return chart;
}
