import type { PlaneApp } from './main';
import { Backend, DataPlane, MeshGateway, MlServingMesh, ModelRoute, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway that asks an authorization server in a namespace that denies by default: over gRPC in ambient mode, over HTTP with sidecars. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `identity-authorizer-${dataPlane}`;
  const ambient = dataPlane === DataPlane.AMBIENT;
  const provider = ambient ? 'authz-grpc' : 'authz-http';
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gateway: MeshGateway.create({ hostnames: [`${name}.example.com`], externalAuthorization: { provider, paths: ['/v1/*'] } }),
  });
  mesh.addNamespace(provider);
  const server = ambient ? { port: 9000, protocol: PortProtocol.GRPC } : { port: 8000 };
  mesh.addWorkload('authz', { namespace: provider, ...server }).allowFrom(mesh.gateway!);
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, paths: ['/'], backend: Backend.workload(model) });
  return mesh;
};

export const forDataPlane = app;
