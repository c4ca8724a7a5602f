import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { namedPods } from './shared/named-pods';
import { Backend, LocalityPreference, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** Where the replicas of each model run. The gateway runs in region-a, zone-a. */
const REPLICAS = {
  near: { 'istio-locality': 'region-a.zone-a' },
  next: { 'istio-locality': 'region-a.zone-b', 'generation': 'new' },
  far: { 'istio-locality': 'region-b.zone-a', 'generation': 'new' },
  farther: { 'istio-locality': 'region-c.zone-a' },
};

/** What the gateway makes of the distance, a model for each way. */
const WAYS: { readonly [model: string]: LocalityPreference } = {
  nearest: LocalityPreference.nearest(),
  anywhere: LocalityPreference.disabled(),
  shared: LocalityPreference.distribute([{ source: 'region-a/*', to: { 'region-a/zone-b/*': 70, 'region-b/*': 30 } }]),
  failing: LocalityPreference.failover([{ source: 'region-a', to: 'region-c' }]),
  labelled: LocalityPreference.failoverPriority(['topology.kubernetes.io/region', 'generation=new']),
};

const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-locality',
    gateway: MeshGateway.create({ hostnames: ['locality.example.com'] }),
  });
  for (const [model, locality] of Object.entries(WAYS)) {
    const workload = mesh.addWorkload(model, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, replicas: 4 });
    namedPods(chart, workload, Object.entries(REPLICAS).map(([place, labels]) => ({ name: `${model}-${place}`, labels })));
    new ModelRoute(chart, `${model}-route`, {
      mesh,
      paths: [`/${model}`],
      backend: Backend.workload(workload),
      trafficPolicy: { locality, outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: Duration.minutes(10) } },
    });
  }
  return mesh;
};

export default app;
