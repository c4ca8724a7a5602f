import type { PlaneApp } from './main';
import { MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** Metrics on the serving port, a port that no Service of anybody has, and on a port of their own. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `identity-scraping-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane });
  mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
  mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 18080 });
  mesh.addWorkload('store', { port: 80, targetPort: 8080, additionalPorts: [{ port: 9090 }], metricsPort: 9090 });
  return mesh;
};

export const forDataPlane = app;
