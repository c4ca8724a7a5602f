import type { Schema } from './schema';

/**
 * What is read of Kubernetes' own kinds, as structural schemas: types and the defaults of the API server (k8s.io/kubernetes
 * pkg/apis/*\/v1/defaults.go). They are open, since there is much more that nobody here reads.
 */

const OPEN = { 'x-kubernetes-preserve-unknown-fields': true };
const TEXT: Schema = { type: 'string' };
const INTEGER: Schema = { type: 'integer' };
const PORT: Schema = { type: 'integer', minimum: 1, maximum: 65535 };
const TEXTS: Schema = { type: 'object', additionalProperties: TEXT };
const INT_OR_TEXT: Schema = { 'x-kubernetes-int-or-string': true, 'anyOf': [{ type: 'integer' }, { type: 'string' }] };

const METADATA = object({ labels: TEXTS, annotations: TEXTS });

const CONTAINERS = list(object({
  name: TEXT,
  image: TEXT,
  command: list(TEXT),
  args: list(TEXT),
  env: list(object({ name: TEXT, value: TEXT }, 'name')),
  ports: list(object({ name: TEXT, containerPort: PORT, hostPort: PORT, protocol: { ...TEXT, default: 'TCP' } }, 'containerPort')),
}, 'name'));

const POD_SPEC = object({
  containers: CONTAINERS,
  initContainers: CONTAINERS,
  serviceAccountName: { ...TEXT, default: 'default' },
  hostNetwork: { type: 'boolean' },
  terminationGracePeriodSeconds: { ...INTEGER, default: 30 },
}, 'containers');

const POD_TEMPLATE = object({ metadata: METADATA, spec: POD_SPEC }, 'spec');

const SELECTOR = object({
  matchLabels: TEXTS,
  matchExpressions: list(object({ key: TEXT, operator: TEXT, values: list(TEXT) }, 'key', 'operator')),
});

const REPLICATED = object({ replicas: { ...INTEGER, default: 1 }, selector: SELECTOR, template: POD_TEMPLATE }, 'selector', 'template');
const ONE_PER_NODE = object({ selector: SELECTOR, template: POD_TEMPLATE }, 'selector', 'template');
const JOB = object({ parallelism: { ...INTEGER, default: 1 }, template: POD_TEMPLATE }, 'template');

const SERVICE = object({
  type: { ...TEXT, enum: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], default: 'ClusterIP' },
  selector: TEXTS,
  clusterIP: TEXT,
  externalName: TEXT,
  externalIPs: list(TEXT),
  ports: list(object({
    name: TEXT,
    port: PORT,
    protocol: { ...TEXT, enum: ['TCP', 'UDP', 'SCTP'], default: 'TCP' },
    targetPort: INT_OR_TEXT,
    appProtocol: TEXT,
  }, 'port')),
});

/** By group and kind. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  '/Service': withSpec(SERVICE),
  '/Pod': withSpec(POD_SPEC),
  'apps/Deployment': withSpec(REPLICATED),
  'apps/StatefulSet': withSpec(REPLICATED),
  'apps/ReplicaSet': withSpec(REPLICATED),
  'apps/DaemonSet': withSpec(ONE_PER_NODE),
  'batch/Job': withSpec(JOB),
  'batch/CronJob': withSpec(object({ schedule: TEXT, jobTemplate: object({ metadata: METADATA, spec: JOB }, 'spec') }, 'jobTemplate', 'schedule')),
  '/Secret': object({ type: TEXT, data: TEXTS, stringData: TEXTS }),
  '/ConfigMap': object({ data: TEXTS }),
};

/** What is below `apiVersion`, `kind` and `metadata`, or undefined where nothing of the kind is read. */
export function coreSchema(kind: string): Schema | undefined {
  return Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind] : undefined;
}

function withSpec(spec: Schema): Schema {
  return object({ spec }, 'spec');
}

function object(properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema {
  return { type: 'object', ...OPEN, properties, ...(required.length > 0 ? { required } : {}) };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}
