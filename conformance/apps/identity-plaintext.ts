import type { PlaneApp } from './main';
import { Caller, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** STRICT, with one port of one workload open to plaintext. */
const app: PlaneApp = (chart, dataPlane) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: `identity-plaintext-${dataPlane}`, dataPlane });
  const caller = mesh.addWorkload('caller');
  const model = mesh.addWorkload('model', {
    role: WorkloadRole.INFERENCE,
    port: 80,
    targetPort: 8080,
    additionalPorts: [{ port: 9443 }],
    plaintextPorts: [9443],
  });
  model.allowFrom(caller);
  model.allowFrom(Caller.namespace('identity-outside'));
  return mesh;
};

export const forDataPlane = app;
