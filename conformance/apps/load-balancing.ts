import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { namedPods } from './shared/named-pods';
import {
  Backend, HashAlgorithm, HashKey, LoadBalancing, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** How the gateway chooses one of two replicas, a model for each way. */
const WAYS: { readonly [model: string]: LoadBalancing } = {
  'by-header': LoadBalancing.consistentHash(HashKey.header('x-session'), HashAlgorithm.maglev(101)),
  'by-cookie': LoadBalancing.consistentHash(
    HashKey.cookie('session', { ttl: Duration.minutes(5), path: '/v1', attributes: { SameSite: 'Strict' } }),
    HashAlgorithm.ringHash(2048),
  ),
  'by-query': LoadBalancing.consistentHash(HashKey.queryParameter('session')),
  'by-address': LoadBalancing.consistentHash(HashKey.sourceIp()),
  'in-turn': LoadBalancing.roundRobin(),
  'at-random': LoadBalancing.random(),
  'least-busy': LoadBalancing.leastRequest({ warmup: { duration: Duration.minutes(2), minimumPercent: 20, aggression: 2 } }),
};

const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-load-balancing',
    gateway: MeshGateway.create({ hostnames: ['balancing.example.com'] }),
  });
  for (const [model, loadBalancing] of Object.entries(WAYS)) {
    const workload = mesh.addWorkload(model, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, replicas: 2 });
    namedPods(chart, workload, [{ name: `${model}-a` }, { name: `${model}-b` }]);
    new ModelRoute(chart, `${model}-route`, { mesh, paths: [`/${model}`], backend: Backend.workload(workload), trafficPolicy: { loadBalancing } });
  }
  return mesh;
};

export default app;
