import { App, Chart, Duration } from 'cdk8s';
import { Backend, CanaryModel, DataPlane, LlmRoute, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';
import { Construct } from 'constructs';

/** What a consumer writes: a mesh, a canary and an LLM. */
export class Serving extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'ml-serving',
      dataPlane: DataPlane.AMBIENT,
      gateway: MeshGateway.create({ hostnames: ['inference.ml.example.com'] }),
    });

    const frontend = mesh.workloadFromAttributes('frontend', { namespace: 'ml-frontend', serviceAccount: 'frontend-sa' });
    const features = mesh.addWorkload('feature-store', { role: WorkloadRole.FEATURE_STORE, port: 6565 });
    const v1 = mesh.addWorkload('inference-v1', { role: WorkloadRole.INFERENCE, port: 8080 });
    const v2 = mesh.addWorkload('inference-v2', { role: WorkloadRole.INFERENCE, port: 8080 });
    mesh.addWorkload('llm-server', { role: WorkloadRole.INFERENCE, port: 8000 });

    const model = new CanaryModel(this, 'inference', {
      mesh,
      service: 'inference-service',
      paths: ['/v1/models', '/v2/models'],
      stable: ModelVersion.of('v1', Backend.workload(v1)),
      candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10 }],
      versionHeader: 'x-model-version',
      timeout: Duration.seconds(30),
    });
    model.allowFrom(frontend, { methods: ['GET', 'POST'], paths: ['/v1/models/*', '/v2/models/*'] });
    features.allowFrom(v1);
    features.allowFrom(v2);

    new LlmRoute(this, 'chat', {
      mesh,
      service: 'llm-service',
      backend: Backend.service('llm-server', 8000),
      chatCompletions: { timeout: Duration.seconds(120) },
      embeddings: { timeout: Duration.seconds(30) },
    });
  }
}

if (require.main === module) {
  const app = new App();
  new Serving(app, 'serving');
  app.synth();
}
