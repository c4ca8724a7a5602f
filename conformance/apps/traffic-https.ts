import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway of several hosts with a certificate in another namespace; plain HTTP is sent to HTTPS. */
const app: BoxApp = (chart) => {
  const hosts = { chat: 'chat.https.example.org', vision: 'vision.https.example.org', tenants: '*.tenants.https.example.org' };
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'https-models',
    gateway: MeshGateway.create({ hostnames: Object.values(hosts), tlsSecret: 'certificate', tlsSecretNamespace: 'https-certificates' }),
  });
  const inference = (id: string) => Backend.workload(mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  for (const [id, hostname] of Object.entries(hosts)) {
    new ModelRoute(chart, id, { mesh, hostnames: [hostname], paths: ['/v1'], backend: inference(id) });
  }
  new ModelRoute(chart, 'everywhere', { mesh, paths: ['/health'], backend: inference('health') });
  return mesh;
};

export default app;
