import { readFileSync } from 'fs';
import { join } from 'path';
import { limitsOf } from './limits';
import type { Crd } from '../crd';
import { mapSubSchemas, type Schema } from '../schema';

/** Kinds of Kubernetes itself that serving a model takes, by the file of their API version. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'api__v1': ['ConfigMap', 'Namespace', 'PersistentVolumeClaim', 'Pod', 'Secret', 'Service', 'ServiceAccount'],
  'apis__apps__v1': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'apis__autoscaling__v1': ['HorizontalPodAutoscaler'],
  'apis__autoscaling__v2': ['HorizontalPodAutoscaler'],
  'apis__batch__v1': ['CronJob', 'Job'],
  'apis__networking.k8s.io__v1': ['NetworkPolicy'],
  'apis__policy__v1': ['PodDisruptionBudget'],
  'apis__rbac.authorization.k8s.io__v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

/** What the API server publishes of the API version of a group. */
interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly post?: { readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The kinds in the OpenAPI files of a folder, as if CRDs described them. */
export function readBuiltInKinds(folder: string): Crd[] {
  return Object.entries(KINDS).flatMap(([file, kinds]) => {
    const api = JSON.parse(readFileSync(join(folder, `${file}_openapi.json`), 'utf8')) as OpenApi;
    return kinds.map((kind) => toCrd(api, kind));
  });
}

function toCrd({ paths, components: { schemas } }: OpenApi, kind: string): Crd {
  const [path, { post }] = Object.entries(paths).find(([, verbs]) => verbs.post?.['x-kubernetes-group-version-kind']?.kind === kind)!;
  const { group, version } = post!['x-kubernetes-group-version-kind']!;
  const name = Object.keys(schemas).find((each) => isOf(schemas[each], { group, version, kind }))!;
  return {
    group,
    kind,
    scope: path.includes('/namespaces/{namespace}/') ? 'Namespaced' : 'Cluster',
    versions: [{ name: version, schema: new Structural(schemas).definition(name) }],
  };
}

function isOf(schema: Schema, { group, version, kind }: GroupVersionKind): boolean {
  const served = schema['x-kubernetes-group-version-kind'] as readonly GroupVersionKind[] | undefined ?? [];
  return served.length === 1 && served[0].group === group && served[0].version === version && served[0].kind === kind;
}

/** What a CRD's schema has no word for, or says otherwise. */
const SPECIAL: Readonly<Record<string, Schema>> = {
  IntOrString: { 'x-kubernetes-int-or-string': true, 'anyOf': [{ type: 'integer' }, { type: 'string' }] },
  // k8s.io/apimachinery pkg/api/resource: a number with a suffix.
  Quantity: {
    'x-kubernetes-int-or-string': true,
    'anyOf': [{ type: 'number' }, { type: 'string', pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$' }],
  },
  FieldsV1: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

/** Where equal items are refused by any way to create an object; other lists only server-side apply wants to be unique. */
const UNIQUE = ['PodSpec.containers', 'PodSpec.initContainers', 'PodSpec.volumes', 'ServiceSpec.ports', 'Container.volumeMounts'];

const KEPT = ['type', 'format', 'required', 'properties', 'items', 'additionalProperties'];

/** Schemas of Go types made into structural ones, references followed. */
class Structural {
  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  public definition(name: string): Schema {
    const type = name.slice(name.lastIndexOf('.') + 1);
    return SPECIAL[type] ?? this.schema(this.schemas[name], type);
  }

  /** The way to it begins with the Go type: `ServicePort.port`. */
  private schema(schema: Schema, way: string): Schema {
    const reference = schema.$ref ?? schema.allOf?.[0].$ref;
    if (reference !== undefined) {
      return { ...this.definition(reference.slice(reference.lastIndexOf('/') + 1)), ...limitsOf(way) };
    }
    const mapped = mapSubSchemas(schema, (sub, keyword, key) => this.schema(sub, keyword === 'properties' ? `${way}.${key}` : `${way}.*`));
    const kept = Object.entries(mapped).filter(([keyword]) => KEPT.includes(keyword) || (UNIQUE.includes(way) && /list-(type|map-keys)$/.test(keyword)));
    return { ...Object.fromEntries(kept), ...limitsOf(way, schema.type) };
  }
}
