import { isEntryPoint, isMissed } from './entry-points';
import { type Field, fieldsOf, shapeOf, withField } from './fields';
import type { World } from './world';
import type { Manifest } from '../../src/manifest/manifest-object';

/** One way to break an object: what is changed, and what it becomes. Nothing, if it is deleted. */
export interface Breakage {
  /** `spec.rules.0.weight: 90 -> 0` */
  readonly about: string;
  readonly after?: Manifest;
}

/** A kind of breakage: all the ways in which it breaks an object of a world. */
type Kind = (object: Manifest, world: World) => Breakage[];

/** The value in place of a field's, or several to choose from; none where the field is to stay as it is. */
type Change = (value: any, field: Field, object: Manifest) => readonly unknown[];

/** A kind that changes fields: by the way to them, as `shapeOf` writes it. What only clients use is left alone. */
function fields(where: RegExp, change: Change): Kind {
  return (object, world) => fieldsOf(object)
    .filter((field) => where.test(shapeOf(field)) && !isEntryPoint(field, object, world))
    .flatMap((field) => change(field.value, field, object).map((value) => ({
      about: `${field.path.join('.')}: ${JSON.stringify(field.value)} -> ${JSON.stringify(value) ?? 'gone'}`,
      after: withField(object, field.path, value),
    })));
}

function anyOf(...kinds: readonly Kind[]): Kind {
  return (object, world) => kinds.flatMap((kind) => kind(object, world));
}

/** Others than the value. */
function other(...values: readonly unknown[]): Change {
  return (value) => values.filter((one) => one !== value);
}

const longer: Change = (value) => typeof value === 'string' ? [`${value}-x`] : [];

const nextPort: Change = (value) => typeof value === 'number' ? [value + 1] : /^\d+$/.test(value) ? [String(Number(value) + 1)] : [];

/** `a.b` → `a-x.b`: another host in the same domain. */
const otherHost: Change = (value) => typeof value === 'string' && value !== '*' ? [value.replace(/^(\*\.)?([^./]*\/)?([^.]+)/, (_, star = '', space = '', label) => `${star}${space}${label}-x`)] : [];

/** To another namespace of the world. */
const elsewhere: Kind = (object, { manifests, others }) => {
  const { namespace } = object.metadata;
  const names = [...new Set([...manifests, ...others].filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))];
  return namespace === undefined ? [] : names.filter((name) => name !== namespace).map((name) => ({
    about: `metadata.namespace: "${namespace}" -> "${name}"`,
    after: withField(object, ['metadata', 'namespace'], name),
  }));
};

/** The API server itself says at once that a namespace is missing: breakages of it would only repeat that. */
function unlessNamespace(kind: Kind): Kind {
  return (object, world) => object.kind === 'Namespace' ? [] : kind(object, world);
}

/** A field under another name. Names of labels are not those of fields. */
function misspelt(object: Manifest): Breakage[] {
  return fieldsOf(object)
    .filter((field) => /^spec\./.test(shapeOf(field)) && !/abels|selector\./.test(shapeOf(field)) && typeof field.path.at(-1) === 'string')
    .map(({ path, value }) => ({
      about: `${path.join('.')} -> ${String(path.at(-1))}s`,
      after: withField(withField(object, path, undefined), [...path.slice(0, -1), `${String(path.at(-1))}s`], value),
    }));
}

const LABEL = String.raw`(metadata\.labels|spec\.template\.metadata\.labels)\.[^*]+$`;

/** Every kind of breakage by its name. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'delete': unlessNamespace((object, world) => isMissed(object, world) ? [{ about: 'gone' }] : []),
  'rename': unlessNamespace(fields(/^metadata\.name$/, longer)),
  'namespace': anyOf(
    elsewhere,
    fields(/Refs?\.(\*\.)?namespace$|^spec\.(from|to)\.\*\.namespace$|^subjects\.\*\.namespace$/, longer),
  ),
  'reference': fields(
    /(backendRefs?|parentRefs|targetRefs?|certificateRefs|endpointPickerRef|poolRef|extensionRef|roleRef|subjects|to)\.(\*\.)?name$|\.gateways\.\*$/,
    longer,
  ),
  'kind of reference': fields(
    /(backendRefs?|parentRefs|targetRefs?|endpointPickerRef|roleRef|subjects|from|to)\.(\*\.)?(kind|group)$/,
    other('Service', 'Gateway', 'InferencePool', ''),
  ),
  'port': fields(/(^|\.)(port|targetPort|number|containerPort)$|\.ports\.\*$/, nextPort),
  'port name': fields(/^spec\.ports\.\*\.(name|targetPort)$/, (value) => typeof value === 'string' ? [`tcp-${value}`] : []),
  'protocol': anyOf(
    fields(/^spec\.(listeners|ports)\.\*\.protocol$|servers\.\*\.port\.protocol$/, other('TCP', 'HTTPS', 'UDP')),
    fields(/\.appProtocol$/, other('tcp', 'http', 'kubernetes.io/h2c')),
  ),
  'selector': fields(/^spec\.(selector|selector\.matchLabels|workloadSelector\.(match)?[lL]abels|subsets\.\*\.labels|podSelector\.matchLabels)\.[^*]+$/, longer),
  'label': fields(new RegExp(LABEL), (value) => typeof value === 'string' ? [`${value}-x`, undefined] : []),
  'weight': fields(/\.(backendRefs|route)\.\*\.weight$/, (value) => [0, -1, 1_000_001].filter((one) => one !== value)),
  'class': fields(/\.gatewayClassName$/, other('istio', 'istio-waypoint', 'nginx')),
  'section': anyOf(
    fields(/\.parentRefs\.\*$/, (value) => [{ ...value, sectionName: 'other' }, { ...value, port: 4321 }]),
    fields(/^spec\.(listeners\.\*\.name)$/, longer),
    fields(/destination\.subset$|subsets\.\*\.name$/, longer),
  ),
  'host': anyOf(
    fields(/\.(hostnames|hosts)\.\*$|\.(host|hostname)$/, otherHost),
  ),
  'account': anyOf(
    fields(/\.(serviceAccounts|principals)\.\*$/, longer),
    fields(/\.serviceAccountName$/, longer),
  ),
  'mode': anyOf(
    fields(/\.tls\.mode$/, other('DISABLE', 'SIMPLE', 'ISTIO_MUTUAL', 'Passthrough')),
    fields(/^spec\.mtls\.mode$/, other('STRICT', 'DISABLE', 'PERMISSIVE')),
    fields(/^spec\.action$/, other('DENY', 'ALLOW')),
    fields(/\.allowedRoutes\.namespaces\.from$/, other('All', 'Same', 'Selector')),
  ),
  'misspelt field': misspelt,
  'wrong value': fields(/^spec\.(?!priority$)/, (value) => typeof value === 'number' ? [String(value), -1] : typeof value === 'string' && /^\d+(ms|s|m|h)$/.test(value) ? [`${value} `, '0.5 s', 5] : []),
  'left out': fields(/^spec\.([a-zA-Z]+)(\.\*\.[a-zA-Z]+)?$/, () => [undefined]),
};
