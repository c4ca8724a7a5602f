import type { PlaneApp } from './main';
import { MlServingMesh, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** Stores that are reached by TCP, with limits on connections. */
const app: PlaneApp = (chart, dataPlane) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: `tcp-${dataPlane}`, dataPlane });
  const caller = mesh.addWorkload('caller');
  const store = (id: string, maxConnections: number) => mesh.addWorkload(id, {
    role: WorkloadRole.FEATURE_STORE,
    port: 6379,
    protocol: PortProtocol.TCP,
    trafficPolicy: { connectionPool: { maxConnections } },
  }).allowFrom(caller);
  store('store', 3);
  store('single', 1);
  return mesh;
};

export const forDataPlane = app;
