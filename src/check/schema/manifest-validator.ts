import { ObjectRules } from './cel/object-rules';
import { defectsWithin, type Judge } from './defects-within';
import { isUnreadable } from './foreign-shape';
import { InstalledKinds, InstalledSets, type KnownKind } from './installed-kinds';
import { repeatedItems } from './repeated-items';
import { metadataDefects, type NameForm, schemaDefects } from './schema-defects';
import { Defect, Violation } from './violation';
import { groupOf } from '../../manifest/kind';
import type { Manifest } from '../../manifest/manifest-object';
import { withDefaults } from '../../manifest/schema/defaults';
import { linkedSchema } from '../../manifest/schema/linked-schema';
import type { Schema } from '../../manifest/schema/schema';
import type { BundledKind } from '../../manifest/schema/schema-bundle';

/** What a manifest has below `apiVersion`, `kind` and `metadata`. */
type Content = Readonly<Record<string, unknown>>;

/** What became of the objects that were validated. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** Objects (`Kind namespace/name`) whose API group the bundle does not know: only their metadata was looked at. */
  readonly notJudged: readonly string[];
}

/** What became of one object. */
export interface Judgement {
  readonly defects: readonly Defect[];
  /** Whether it has another shape than its kind: rules written for the kind would stumble. */
  readonly isMalformed: boolean;
  /** - `judged`: against its schema
   * - `unknown`: only its metadata */
  readonly how: 'judged' | 'unknown';
  /** The spec with its defaults, where nothing is wrong with it. */
  readonly spec?: unknown;
}

/** Judges manifests as the API server of a cluster with certain CRDs would. */
export class ManifestValidator {
  private readonly kinds: InstalledKinds;

  constructor(installed: InstalledSets) {
    this.kinds = new InstalledKinds(installed);
  }

  public validate(manifests: readonly Manifest[]): Verdict {
    const judgements = manifests.map((manifest) => ({ object: nameOf(manifest), ...this.judge(manifest) }));
    return {
      violations: judgements.flatMap(({ object, defects }) => defects.map((defect) => ({ object, ...defect }))),
      notJudged: judgements.filter(({ how }) => how !== 'judged').map(({ object }) => object),
    };
  }

  public judge(manifest: Manifest): Judgement {
    const { apiVersion, kind } = manifest;
    const known = this.kinds.find(apiVersion, kind);
    const customResource = typeof known === 'object' && !this.kinds.isBuiltIn(manifest);
    const metadata = metadataDefects(manifest, typeof known === 'object' ? nameForm(manifest) : 'any');
    const scope = customResource ? scopeDefects(manifest, known) : [];
    const content = this.content(manifest, known);
    return {
      ...content,
      defects: [...metadata.defects, ...scope, ...content.defects],
      isMalformed: metadata.blocking || content.isMalformed,
    };
  }

  /** What the cluster has, in words. */
  public get installed(): string {
    return this.kinds.sets.join(', ');
  }

  /** The API versions of the kind that the cluster has. */
  public versionsOf({ apiVersion, kind }: Manifest): readonly string[] {
    return this.kinds.versions(groupOf(apiVersion), kind);
  }

  /** The kind that was probably meant by one that there is not. */
  public kindMeantBy({ apiVersion, kind }: Manifest): string | undefined {
    return this.kinds.meant(groupOf(apiVersion), kind);
  }

  /** The schema of a kind below `apiVersion`, `kind` and `metadata`. */
  public schemaOf({ apiVersion, kind }: Manifest): Schema | undefined {
    const known = this.kinds.find(apiVersion, kind);
    return typeof known === 'object' ? linkedSchema(known.schema) : undefined;
  }

  private content(manifest: Manifest, known: KnownKind): Judgement {
    if (known === 'unknown group') {
      return { defects: [], isMalformed: isUnreadable(manifest), how: 'unknown' };
    }
    return known === 'not installed'
      ? { defects: [this.notInstalled(manifest)], isMalformed: true, how: 'judged' }
      : judgeContent(contentOf(manifest), known.schema);
  }

  private notInstalled({ apiVersion, kind }: Manifest): Defect {
    return { path: ['kind'], kind: 'not-installed', message: `${apiVersion} ${kind} is not among the kinds of ${this.installed}` };
  }
}

/** pkg/apis of Kubernetes, validation: `ValidateServiceName`, `ValidateNamespaceName`, `ValidateRBACName`; `NameIsDNSSubdomain` elsewhere. */
function nameForm({ apiVersion, kind }: Manifest): NameForm {
  if (groupOf(apiVersion) === 'rbac.authorization.k8s.io') {
    return 'any';
  }
  return apiVersion === 'v1' && (kind === 'Service' || kind === 'Namespace') ? 'label' : 'subdomain';
}

function scopeDefects({ metadata }: Manifest, { scope }: BundledKind): Defect[] {
  return scope === 'Cluster' && metadata?.namespace !== undefined
    ? [{ path: ['metadata', 'namespace'], kind: 'schema', message: 'the kind is not namespaced' }]
    : [];
}

function judgeContent(content: Content, hash: string): Judgement {
  const schema = linkedSchema(hash);
  const completed = withDefaults(content, schema) as Content;
  const { defects, blocking } = schemaDefects(completed, hash);
  const rules = new ObjectRules();
  const judges: readonly Judge[] = blocking ? [repeatedItems] : [repeatedItems, (value, of) => rules.defects(value, of)];
  const all = [...defects, ...defectsWithin(completed, schema, judges)];
  return { defects: all, isMalformed: blocking, how: 'judged', spec: all.length === 0 ? completed.spec : undefined };
}

function contentOf({ apiVersion, kind, metadata, ...content }: Manifest): Content {
  return content;
}

function nameOf({ kind, metadata }: Manifest): string {
  const { namespace, name } = metadata ?? {};
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
