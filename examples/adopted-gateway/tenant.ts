import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backend, DataPlane, MeshGateway, MlServingMesh, ModelRoute } from 'cdk8s-ml-mesh';

/** A team that brings models to a gateway, a namespace and a KServe predictor that others own. */
export class Tenant extends Chart {
  readonly mesh: MlServingMesh;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'team-vision',
      adoptNamespace: true,
      dataPlane: DataPlane.SIDECAR,
      gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'gateways', hostnames: ['*.ml.example.com'], listeners: ['https'] }),
    });
    const predictor = this.mesh.workloadFromAttributes('resnet-predictor', {
      serviceAccount: 'kserve',
      port: 8080,
      podLabels: { 'serving.kserve.io/inferenceservice': 'resnet' },
    });

    new ModelRoute(this, 'resnet', {
      mesh: this.mesh,
      hostnames: ['vision.ml.example.com'],
      paths: ['/v1/models/resnet'],
      backend: Backend.workload(predictor),
      timeout: Duration.seconds(20),
    });
  }
}
