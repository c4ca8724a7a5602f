import type { PlaneApp } from './main';
import { keySet } from './shared/keys';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

const ISSUER = 'https://issuer.example.com';
const PARTNER = 'https://partner.example.com';

/** A gateway that asks for tokens of two issuers, except on one path. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `identity-tokens-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gateway: MeshGateway.create({
      hostnames: [`${name}.example.com`],
      jwtIssuers: [
        { issuer: ISSUER, jwks: keySet(ISSUER), audiences: ['models'], claimHeaders: { 'x-user': 'sub' } },
        { issuer: PARTNER, jwks: keySet(PARTNER), forwardToken: true },
      ],
      publicPaths: ['/healthz'],
    }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, paths: ['/'], backend: Backend.workload(model) });
  return mesh;
};

export const forDataPlane = app;
