import { type Draft, draft } from './draft';
import type { Target } from '../../core/versions/capabilities';
import type { ManifestObject } from '../../manifest/manifest-object';
import { ISTIO_OPERATOR } from '../../manifest/mesh-config';
import { formatPath, type Path } from '../../manifest/path';
import type { Schema } from '../../manifest/schema/schema';
import { fieldSchema } from '../../manifest/schema/sub-schema';
import type { EngineRule } from '../rule';
import { celViolation, schemaViolation, unknownKind } from '../rules/documents/validation';
import type { InstalledSets } from '../schema/installed-kinds';
import { ManifestValidator } from '../schema/manifest-validator';
import type { Defect, ViolationKind } from '../schema/violation';
import { nearest } from '../suggestion';

/** What validation found. */
export interface SchemaFindings {
  readonly drafts: readonly Draft[];
  readonly malformed: ReadonlySet<ManifestObject>;
  /** Objects whose schema nobody here knows. */
  readonly notJudged: readonly ManifestObject[];
}

const RULES: Readonly<Record<ViolationKind, EngineRule>> = {
  'schema': schemaViolation,
  'list': schemaViolation,
  'cel': celViolation,
  'cel-error': celViolation,
  'not-installed': unknownKind,
};

const validators = new Map<string, ManifestValidator>();

/** Judges each object against the schema of its kind. Stubs are parts of objects: theirs only have to have the shape. */
export function schemaFindings(objects: readonly ManifestObject[], target: Target): SchemaFindings {
  const validator = validatorFor(target);
  const drafts: Draft[] = [];
  const malformed = new Set<ManifestObject>();
  const notJudged: ManifestObject[] = [];
  // Install settings are for istioctl, which no CRD describes.
  for (const object of objects.filter((each) => !each.is(ISTIO_OPERATOR))) {
    const { defects, isMalformed, how, spec } = validator.judge(object.manifest);
    if (isMalformed) {
      malformed.add(object);
    }
    if (spec !== undefined) {
      object.completeWith(spec);
    }
    if (object.isStub) {
      continue;
    }
    if (how === 'unknown') {
      notJudged.push(object);
    }
    drafts.push(...defects.map((defect) => toDraft(defect, object, validator)));
  }
  return { drafts, malformed, notJudged };
}

function validatorFor({ istio, gatewayApi }: Target): ManifestValidator {
  const installed = { istio: `1.${istio.minor}`, gatewayApi: gatewayApi.minor, channel: gatewayApi.channel } as InstalledSets;
  const key = JSON.stringify(installed);
  const known = validators.get(key) ?? new ManifestValidator(installed);
  validators.set(key, known);
  return known;
}

function toDraft(defect: Defect, object: ManifestObject, validator: ManifestValidator): Draft {
  const { path, kind, message } = defect;
  const isUnknown = message === 'unknown field';
  const at = object.at(...(kind === 'not-installed' ? ['apiVersion'] : path));
  const fix = isUnknown ? unknownFieldAdvice(path, object, validator) : adviceFor(defect, object, validator);
  return draft(RULES[kind], { at: isUnknown ? at.key() : at, data: { field: formatPath(path) || object.kind, problem: message }, fix }, object);
}

function unknownFieldAdvice(path: Path, object: ManifestObject, validator: ManifestValidator): string {
  const parent = schemaAt(validator.schemaOf(object.manifest), path.slice(0, -1));
  const known = Object.keys(parent?.properties ?? {});
  const name = nearest(String(path.at(-1)), known);
  const fields = known.length > 0 && known.length <= 12 ? `; its fields are ${known.join(', ')}` : '';
  return name === undefined ? `delete it, or check the version of the CRDs (${validator.installed})${fields}` : `write ${name}`;
}

function adviceFor({ kind, message, path }: Defect, object: ManifestObject, validator: ManifestValidator): string | undefined {
  if (kind === 'not-installed') {
    return kindAdvice(object, validator);
  }
  if (kind === 'list') {
    return 'delete one of the two';
  }
  return QUOTES[`${typeof valueAt(object, path)}: ${message}`];
}

/** What YAML makes of a value, and what the schema wants. */
const IN_QUOTES = 'put it in quotes: YAML makes numbers of 1.0 and 8080, booleans of on, off, yes, no';
const WITHOUT_QUOTES = 'write it without quotes';
const QUOTES: Readonly<Record<string, string>> = {
  'number: must be string': IN_QUOTES,
  'boolean: must be string': IN_QUOTES,
  'string: must be integer': WITHOUT_QUOTES,
  'string: must be boolean': WITHOUT_QUOTES,
};

function valueAt({ manifest }: ManifestObject, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], manifest);
}

function kindAdvice({ manifest }: ManifestObject, validator: ManifestValidator): string {
  const versions = validator.versionsOf(manifest);
  if (versions.length > 0) {
    return `write apiVersion: ${versions.join(' or ')}`;
  }
  const meant = validator.kindMeantBy(manifest);
  return meant === undefined ? 'install the CRDs (a newer release, the experimental channel), and say so with the options' : `write kind: ${meant}`;
}

function schemaAt(schema: Schema | undefined, path: Path): Schema | undefined {
  return path.reduce<Schema | undefined>((at, key) => at && (typeof key === 'number' ? at.items : fieldSchema(at, key)), schema);
}
