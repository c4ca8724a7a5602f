import { indexOf, manifests } from './index-of';
import { DataPlane } from '../../src/core/versions/data-plane';
import { SERVICE } from '../../src/manifest/kinds';

const template = { metadata: { labels: { app: 'llm' } }, spec: { serviceAccountName: 'llm', containers: [{ name: 'server', ports: [{ containerPort: 8000 }] }] } };

function object(apiVersion: string, kind: string, spec: object, metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name: 'llm', namespace: 'ml', ...metadata }, spec };
}

const selector = { matchLabels: { app: 'llm' } };

describe('pods are derived from', () => {
  test.each<[string, object, number | undefined, string]>([
    ['a Pod', object('v1', 'Pod', template.spec, template.metadata), 1, 'spec.containers'],
    ['a Deployment', object('apps/v1', 'Deployment', { selector, template }), 1, 'spec.template.spec.containers'],
    ['a Deployment of an older version', object('apps/v1beta2', 'Deployment', { replicas: 3, selector, template }), 3, 'spec.template.spec.containers'],
    ['a StatefulSet', object('apps/v1', 'StatefulSet', { replicas: 0, selector, template }), 0, 'spec.template.spec.containers'],
    ['a ReplicaSet', object('apps/v1', 'ReplicaSet', { selector, template }), 1, 'spec.template.spec.containers'],
    ['a DaemonSet', object('apps/v1', 'DaemonSet', { selector, template }), undefined, 'spec.template.spec.containers'],
    ['a Job', object('batch/v1', 'Job', { parallelism: 4, template }), 4, 'spec.template.spec.containers'],
    ['a CronJob', object('batch/v1', 'CronJob', { schedule: '@daily', jobTemplate: { spec: { template } } }), undefined, 'spec.jobTemplate.spec.template.spec.containers'],
    ['a LeaderWorkerSet', object('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', { replicas: 2, leaderWorkerTemplate: { size: 3, workerTemplate: template } }), 6,
      'spec.leaderWorkerTemplate.workerTemplate.spec.containers'],
  ])('%s', (_, manifest, replicas, path) => {
    const [pods, ...others] = indexOf(manifests(manifest)).pods.matching('ml', { app: 'llm' });

    expect(others).toEqual([]);
    expect([pods.serviceAccount, pods.containers[0].ports![0].containerPort, pods.replicas, pods.at('spec', 'containers').path.join('.')])
      .toEqual(['llm', 8000, replicas, path]);
  });

  test('a Rollout, or the Deployment that it takes over', () => {
    const rollout = (spec: object) => object('argoproj.io/v1alpha1', 'Rollout', { replicas: 2, ...spec });
    const deployment = object('apps/v1', 'Deployment', { replicas: 0, selector, template });
    const found = (...objects: object[]) => indexOf(manifests(...objects)).pods.matching('ml', { app: 'llm' })
      .map(({ owner, replicas, serviceAccount }) => [owner.kind, replicas, serviceAccount]);

    expect(found(rollout({ template }))).toEqual([['Rollout', 2, 'llm']]);
    expect(found(deployment, rollout({ workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'llm' } }))).toEqual([['Deployment', 2, 'llm']]);
    expect(found(deployment, rollout({ workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } }))).toEqual([['Deployment', 0, 'llm']]);
    expect(found(rollout({ workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'llm' } }))).toEqual([]);
  });

  test('an InferenceService, one for each component', () => {
    const { pods } = indexOf(manifests(object('serving.kserve.io/v1beta1', 'InferenceService', { predictor: { serviceAccountName: 'p', minReplicas: 2 }, transformer: {} })));

    expect(pods.all().map(({ labels, serviceAccount, replicas }) => [labels.app, serviceAccount, replicas])).toEqual([
      ['isvc.llm-predictor', 'p', 2], ['isvc.llm-transformer', 'default', undefined],
    ]);
  });

  test('an LLMInferenceService, by the labels of its pool, and of the router that finds it', () => {
    const found = (spec: object, labels: Record<string, string>) => (
      indexOf(manifests(object('serving.kserve.io/v1alpha2', 'LLMInferenceService', spec))).pods.matching('ml', { 'app.kubernetes.io/name': 'llm', ...labels })
        .map((pods) => [pods.labels['app.kubernetes.io/component'], pods.labels['llm-d.ai/role'], pods.serviceAccount, pods.replicas]));
    const servers = { 'app.kubernetes.io/part-of': 'llminferenceservice', 'kserve.io/component': 'workload' };
    const pod = { serviceAccountName: 'server', containers: [{ name: 'main' }] };

    expect(found({ replicas: 3 }, servers)).toEqual([['llminferenceservice-workload', 'both', 'default', 3]]);
    expect(found({ template: pod, prefill: { template: pod, replicas: 1 } }, servers)).toEqual([
      ['llminferenceservice-workload', 'decode', 'server', undefined], ['llminferenceservice-workload-prefill', 'prefill', 'server', 1],
    ]);
    expect(found({ template: pod, worker: pod }, servers)).toEqual([['llminferenceservice-workload-leader', 'both', 'server', undefined]]);
    expect(found({ worker: pod }, servers)).toEqual([['llminferenceservice-workload-worker', 'both', 'server', undefined]]);
    expect(found({ router: { scheduler: {} }, labels: { tier: 'gold' } }, { 'app.kubernetes.io/component': 'llminferenceservice-router-scheduler' }))
      .toEqual([['llminferenceservice-router-scheduler', undefined, 'llm-epp-sa', undefined]]);
    expect(found({ labels: { tier: 'gold' } }, { tier: 'gold' })).toHaveLength(1);
  });

  test('a RayCluster, head and workers, and what holds one', () => {
    const groups = { headGroupSpec: { template }, workerGroupSpecs: [{ groupName: 'gpu', replicas: 2, template: { ...template, metadata: { labels: { 'ray.io/group': 'x', 'app.kubernetes.io/name': 'y' } } } }] };
    const found = (kind: string, spec: object, labels: Record<string, string>) => (
      indexOf(manifests(object('ray.io/v1', kind, spec))).pods.matching('ml', labels).map((pods) => [
        pods.labels['ray.io/node-type'], pods.labels['ray.io/group'], pods.labels['app.kubernetes.io/name'], pods.replicas, pods.at().path.join('.'),
      ]));

    expect(found('RayCluster', groups, { 'ray.io/cluster': 'llm' })).toEqual([
      ['head', 'headgroup', 'kuberay', 1, 'spec.headGroupSpec.template'], ['worker', 'gpu', 'y', 2, 'spec.workerGroupSpecs.0.template'],
    ]);
    expect(found('RayCluster', groups, { 'ray.io/identifier': 'llm-head', 'app': 'llm' })).toHaveLength(1);
    expect(found('RayService', { rayClusterConfig: groups }, { 'ray.io/serve': 'true' })).toHaveLength(2);
    expect(found('RayService', { rayClusterConfig: groups }, { 'ray.io/cluster': 'llm' })).toEqual([]);
    expect(found('RayJob', { rayClusterSpec: groups }, { 'ray.io/node-type': 'worker' })).toEqual([
      ['worker', 'gpu', 'y', 2, 'spec.rayClusterSpec.workerGroupSpecs.0.template'],
    ]);
  });

  test('a Gateway that Istio deploys, and no other', () => {
    const gateway = (name: string, spec: object) => object('gateway.networking.k8s.io/v1', 'Gateway', { listeners: [], ...spec }, { name });
    const { pods } = indexOf(manifests(
      gateway('edge', { gatewayClassName: 'istio' }),
      gateway('foreign', { gatewayClassName: 'kgateway' }),
      gateway('manual', { gatewayClassName: 'istio', addresses: [{ type: 'Hostname', value: 'ingress.istio-system.svc.cluster.local' }] }),
    ));

    expect(pods.all().map(({ labels, serviceAccount }) => [labels, serviceAccount])).toEqual([[{ 'gateway.networking.k8s.io/gateway-name': 'edge' }, 'edge-istio']]);
  });
});

test.each([
  ['ray.io/v1', 'RayCluster', 'Service', 'llm-head-svc'],
  ['ray.io/v1', 'RayService', 'Service', 'llm-serve-svc'],
  ['serving.kserve.io/v1beta1', 'InferenceService', 'Service', 'llm-predictor'],
  ['serving.kserve.io/v1alpha2', 'LLMInferenceService', 'Service', 'llm-kserve-workload-svc'],
  ['serving.kserve.io/v1alpha2', 'LLMInferenceService', 'InferencePool', 'llm-inference-pool'],
])('%s %s will have the %s %s', (apiVersion, kind, made, name) => {
  const key = made === 'Service' ? '/Service' : `inference.networking.k8s.io/${made}`;
  const index = indexOf(manifests(object(apiVersion, kind, {})));

  expect([index.exists({ key }, 'ml', name), index.exists({ key }, 'elsewhere', name), index.exists({ key }, 'ml', 'other')]).toEqual([true, false, false]);
});

test('a Service has the pods of its selector in its namespace, and none without selector', () => {
  const service = (name: string, spec: object, namespace = 'ml') => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec });
  const index = indexOf(manifests(
    object('v1', 'Pod', template.spec, template.metadata),
    service('llm', { selector: { app: 'llm' } }),
    service('other', { selector: { app: 'llm', version: 'v2' } }),
    service('none', {}),
    service('llm', { selector: { app: 'llm' } }, 'elsewhere'),
  ));
  const [pods] = index.pods.all();

  expect(index.all(SERVICE).map((found) => index.podsOfService(found).length)).toEqual([1, 0, 0, 0]);
  expect(index.servicesOf(pods).map(({ id }) => id)).toEqual(['Service ml/llm']);
});

describe('membership', () => {
  test.each<[string, object, object, string]>([
    ['ambient by its namespace', { 'istio.io/dataplane-mode': 'ambient' }, {}, 'ambient'],
    ['out of ambient by its own label', { 'istio.io/dataplane-mode': 'ambient' }, { 'istio.io/dataplane-mode': 'none' }, 'none'],
    ['ambient by its own label', {}, { 'istio.io/dataplane-mode': 'ambient' }, 'ambient'],
    ['sidecar by its namespace', { 'istio-injection': 'enabled' }, {}, 'sidecar'],
    ['sidecar by the revision of its namespace', { 'istio.io/rev': 'stable' }, {}, 'sidecar'],
    ['not injected by its own label', { 'istio-injection': 'enabled' }, { 'sidecar.istio.io/inject': 'false' }, 'none'],
    ['injected by its own label', {}, { 'sidecar.istio.io/inject': 'true' }, 'sidecar'],
    ['sidecar by the revision of its namespace, whatever data plane that asks for', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/rev': 'stable' }, {}, 'sidecar'],
    ['outside of the mesh', {}, {}, 'none'],
  ])('%s', (_, namespace, labels, expected) => {
    const { pods, namespaces } = indexOf(manifests(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: namespace } },
      object('v1', 'Pod', template.spec, { labels }),
    ));

    expect(namespaces.membership(pods.all()[0])).toBe(expected);
  });

  test('is what is assumed where the namespace is not known', () => {
    const { pods, namespaces } = indexOf(manifests(object('v1', 'Pod', template.spec)), { dataPlane: DataPlane.SIDECAR });

    expect(namespaces.membership(pods.all()[0])).toBe('sidecar');
  });
});
