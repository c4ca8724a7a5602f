import { ManifestValidator } from '../../../src/check/schema/manifest-validator';
import type { Defect } from '../../../src/check/schema/violation';
import type { Manifest } from '../../../src/manifest/manifest-object';

const validator = new ManifestValidator({ istio: '1.31', gatewayApi: '1.6' });

function defects(apiVersion: string, kind: string, content: object, name = 'llm'): readonly Defect[] {
  return validator.judge({ apiVersion, kind, metadata: { name, namespace: 'ml' }, ...content } as Manifest).defects;
}

const pod = (more: object) => ({ spec: { containers: [{ name: 'server', image: 'server:1' }], ...more } });
const container = (more: object) => pod({ containers: [{ name: 'server', ...more }] });
const service = (port: object, more: object = {}) => ({ spec: { ports: [{ name: 'http', port: 80, ...port }], ...more } });
const deployment = (more: object) => ({ spec: { selector: { matchLabels: { app: 'llm' } }, template: { metadata: { labels: { app: 'llm' } }, ...pod({}) }, ...more } });

test.each<[string, string, string, object]>([
  ['a Pod with all sorts of things', 'v1', 'Pod', pod({
    priority: -5,
    tolerations: [{ key: 'gpu', operator: 'Exists', tolerationSeconds: -1 }],
    volumes: [{ name: 'cache', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } }, { name: 'files', projected: { sources: [{ configMap: { name: 'a' } }] } }],
    containers: [{
      name: 'server',
      resources: { limits: { 'nvidia.com/gpu': 1, 'cpu': 0.5, 'memory': '1.5Gi' } },
      ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }],
      readinessProbe: { httpGet: { port: 'http' }, periodSeconds: 5 },
      lifecycle: { preStop: { sleep: { seconds: 30 } } },
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    }],
  })],
  ['a null that counts as missing', 'apps/v1', 'Deployment', deployment({ strategy: null, template: { metadata: { creationTimestamp: null, labels: { app: 'llm' } }, ...pod({}) } })],
  ['a headless Service', 'v1', 'Service', service({ targetPort: 'http' }, { clusterIP: 'None', clusterIPs: ['None'], status: undefined })],
  ['what kubectl reads of a Namespace, with a namespace that is dropped', 'v1', 'Namespace', { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }],
  ['keys that hold anything', 'v1', 'ConfigMap', { data: { 'a.yaml': 'b: c' }, binaryData: { a: 'AAAA' }, immutable: true }],
  ['claims of a set', 'apps/v1', 'StatefulSet', deployment({ serviceName: 'llm', volumeClaimTemplates: [{ metadata: { name: 'a' }, spec: { resources: { requests: { storage: '10Gi' } } } }] })],
  ['a budget in percent', 'policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: '50%', selector: { matchLabels: { app: 'llm' } } } }],
  ['a scaler', 'autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef: { kind: 'Deployment', name: 'a' }, maxReplicas: 2, metrics: [{ type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '5' } } }] } }],
  ['a firewall', 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ ports: [{ port: 15008, protocol: 'TCP' }] }] } }],
  ['what nobody here knows', 'v1', 'LimitRange', { specs: 1 }],
])('accepts %s', (_, apiVersion, kind, content) => {
  expect(defects(apiVersion, kind, content)).toEqual([]);
});

test('finds a version that is not served any more, and names one that is', () => {
  const old = { apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: { name: 'nightly', namespace: 'ml' }, spec: {} };

  expect(defects(old.apiVersion, old.kind, old)).toEqual([expect.objectContaining({ path: ['kind'], kind: 'not-installed' })]);
  expect(validator.versionsOf(old)).toEqual(['batch/v1']);
});

test('accepts names of roles that no other kind may have', () => {
  expect(defects('rbac.authorization.k8s.io/v1', 'Role', { rules: [] }, 'system:reader')).toEqual([]);
});

test.each<[apiVersion: string, kind: string, content: object, names: readonly string[], refused: readonly string[]]>([
  ['v1', 'Service', service({}), ['llm', 'a'.repeat(63)], ['LLM', 'llm_server', 'llm.v1', '-a', 'a'.repeat(64)]],
  ['v1', 'Namespace', {}, ['ml-serving'], ['ml.serving', 'ML']],
  ['apps/v1', 'Deployment', deployment({}), ['llm', 'llm.v1', 'a'.repeat(253)], ['LLM', 'llm_server', 'llm..v1', 'a'.repeat(254)]],
  ['v1', 'ConfigMap', {}, ['llm.v1'], ['llm_v1']],
])('%s %s takes names that are a host, or a part of one', (apiVersion, kind, content, names, refused) => {
  expect(names.flatMap((name) => defects(apiVersion, kind, content, name))).toEqual([]);
  expect(refused.map((name) => defects(apiVersion, kind, content, name).map(({ path }) => path.join('.')))).toEqual(refused.map(() => ['metadata.name']));
});

test.each<[string, string, string, object, string, string]>([
  ['a probe at a negative port', 'v1', 'Pod', container({ readinessProbe: { grpc: { port: -1 } } }), 'spec.containers.0.readinessProbe.grpc.port', 'must be >= 1'],
  ['a probe at a port of digits', 'v1', 'Pod', container({ readinessProbe: { httpGet: { port: '80' } } }), 'spec.containers.0.readinessProbe.httpGet.port', 'must match a schema in anyOf'],
  ['a volume that is misspelt', 'v1', 'Pod', pod({ volumes: [{ name: 'a', emptyDirs: {} }] }), 'spec.volumes.0.emptyDirs', 'unknown field'],
  ['the field of a volume', 'apps/v1', 'Deployment', deployment({ template: pod({ volumes: [{ name: 'a', configMaps: {} }] }) }), 'spec.template.spec.volumes.0.configMaps', 'unknown field'],
  ['a number in quotes', 'apps/v1', 'Deployment', deployment({ replicas: '1' }), 'spec.replicas', 'must be integer'],
  ['fewer than no replicas', 'apps/v1', 'Deployment', deployment({ replicas: -1 }), 'spec.replicas', 'must be >= 0'],
  ['a label that is none', 'apps/v1', 'Deployment', deployment({ template: { metadata: { labels: { app: 'a b' } }, ...pod({}) } }), 'spec.template.metadata.labels.app', expect.stringContaining('must match pattern') as string],
  ['a quantity that is none', 'v1', 'Pod', container({ resources: { limits: { memory: '1 GB' } } }), 'spec.containers.0.resources.limits.memory', 'must match a schema in anyOf'],
  ['a policy that there is not', 'v1', 'Pod', pod({ restartPolicy: 'Sometimes' }), 'spec.restartPolicy', 'must be equal to one of the allowed values: Always, OnFailure, Never'],
  ['a Service without a port', 'v1', 'Service', service({ port: undefined }), 'spec.ports.0.port', 'required, but missing'],
  ['a field of a Service', 'v1', 'Service', service({}, { selectors: {} }), 'spec.selectors', 'unknown field'],
  ['a port twice', 'v1', 'Service', { spec: { ports: [{ name: 'a', port: 80 }, { name: 'b', port: 80 }] } }, 'spec.ports.1', 'repeats [80,"TCP"]'],
  ['a name in capitals', 'v1', 'Service', service({ name: 'HTTP' }), 'spec.ports.0.name', expect.stringContaining('must match pattern') as string],
  ['data that are no text', 'v1', 'ConfigMap', { data: { replicas: 3 } }, 'data.replicas', 'must be string'],
  ['a secret that is not base64', 'v1', 'Secret', { data: { token: 'not base64' } }, 'data.token', 'must match format "byte"'],
  ['a role for a binding', 'rbac.authorization.k8s.io/v1', 'RoleBinding', { subjects: [] }, 'roleRef', 'required, but missing'],
  ['how often a job is tried', 'batch/v1', 'Job', { spec: { backoffLimits: 1, template: pod({}) } }, 'spec.backoffLimits', 'unknown field'],
  ['a schedule', 'batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: pod({}) } } } }, 'spec.schedule', 'required, but missing'],
])('finds %s', (_, apiVersion, kind, content, path, message) => {
  expect(defects(apiVersion, kind, content).map((defect) => [defect.path.join('.'), defect.message])).toEqual([[path, message]]);
});
