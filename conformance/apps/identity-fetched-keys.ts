import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** Issuers whose keys istiod fetches: where it is told to, where their discovery document says, and where nobody answers. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'fetched-keys',
    gateway: MeshGateway.create({
      hostnames: ['fetched-keys.example.com'],
      jwtIssuers: [
        { issuer: 'http://identity.example.com/team', jwksUri: 'https://identity.example.com/team/jwks' },
        { issuer: 'http://identity.example.com/partner' },
        { issuer: 'http://identity.example.com/away', jwksUri: 'http://identity.example.com:81/away/jwks' },
      ],
    }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, backend: Backend.workload(model) });
  return mesh;
};

export default app;
