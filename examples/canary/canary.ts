import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backend, CanaryModel, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** One model in two versions: a tenth of the requests goes to the new one, and whoever names a version gets it. */
export class Canary extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'ml-serving',
      gateway: MeshGateway.create({ hostnames: ['inference.ml.example.com'] }),
    });
    const frontend = mesh.workloadFromAttributes('frontend', { namespace: 'ml-frontend', serviceAccount: 'frontend-sa' });
    const v1 = mesh.addWorkload('inference-v1', { role: WorkloadRole.INFERENCE, port: 8080, replicas: 4 });
    const v2 = mesh.addWorkload('inference-v2', { role: WorkloadRole.INFERENCE, port: 8080, replicas: 2 });

    const model = new CanaryModel(this, 'inference', {
      mesh,
      service: 'inference-service',
      paths: ['/v1/models', '/v2/models'],
      stable: ModelVersion.of('v1', Backend.workload(v1)),
      candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10 }],
      versionHeader: 'x-model-version',
      timeout: Duration.seconds(30),
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10) } },
    });
    model.allowFrom(frontend, { methods: ['GET', 'POST'], paths: ['/v1/models/*', '/v2/models/*'] });
  }
}
