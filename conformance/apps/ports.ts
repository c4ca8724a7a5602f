import type { BoxApp } from './main';
import { namedPods } from './shared/named-pods';
import { Backend, DataPlane, MeshGateway, MlServingMesh, ModelRoute, PathMatch, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** A model server with a port for each purpose, where everything that was not declared is refused. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-ports',
    dataPlane: DataPlane.SIDECAR,
    gateway: MeshGateway.create({ hostnames: ['ports.example.com'] }),
  });
  const model = mesh.addWorkload('model', {
    role: WorkloadRole.INFERENCE,
    serviceName: 'model-service',
    serviceAccount: 'model-sa',
    labels: { 'app.kubernetes.io/name': 'model', 'app.kubernetes.io/part-of': 'serving' },
    port: 80,
    targetPort: 8080,
    protocol: PortProtocol.HTTP,
    additionalPorts: [
      { port: 9000, targetPort: 9001, name: 'grpc-infer', protocol: PortProtocol.GRPC },
      { port: 9090, name: 'http-metrics' },
      { port: 9443, name: 'http-webhook' },
      { port: 29500, name: 'tcp-nccl', protocol: PortProtocol.TCP },
    ],
    metricsPort: 9090,
    plaintextPorts: [9443],
    peerPorts: [29500],
    proxy: { cpuRequest: '50m', cpuLimit: '1', memoryRequest: '100Mi', memoryLimit: '512Mi' },
  });
  namedPods(chart, model, [{ name: 'model' }]);
  const frontend = mesh.addWorkload('frontend', { role: WorkloadRole.GENERIC });
  namedPods(chart, frontend, [{ name: 'frontend' }]);
  mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
  model.allowFrom(frontend);

  new ModelRoute(chart, 'infer', {
    mesh,
    pathMatches: [PathMatch.grpc('inference.GRPCInferenceService', 'ModelInfer'), PathMatch.prefix('/v2')],
    backend: Backend.workload(model, 9000),
  });
  return mesh;
};

export default app;
