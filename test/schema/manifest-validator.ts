import { ruleDefects } from './cel/rule-defects';
import { withDefaults } from './defaults';
import { InstalledKinds, InstalledSets } from './installed-kinds';
import { linkedSchema } from './linked-schema';
import { listDefects } from './list-defects';
import { metadataDefects, schemaDefects } from './schema-defects';
import { Defect, Violation } from './violation';
import { BundledKind } from '../../scripts/imports/bundle/schema-bundle';

/** A Kubernetes object as a plain value. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** What became of the objects that were validated. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** Objects (`Kind namespace/name`) whose API group the bundle does not know: only their metadata was looked at. */
  readonly notJudged: readonly string[];
}

/** Judges manifests as the API server of a cluster with certain CRDs would. */
export class ManifestValidator {
  private readonly kinds: InstalledKinds;

  constructor(installed: InstalledSets) {
    this.kinds = new InstalledKinds(installed);
  }

  public validate(manifests: readonly Manifest[]): Verdict {
    const violations = manifests.flatMap((manifest) => this.defects(manifest).map((defect) => ({ object: nameOf(manifest), ...defect })));
    return { violations, notJudged: manifests.filter((manifest) => this.kindOf(manifest) === 'unknown group').map(nameOf) };
  }

  private defects(manifest: Manifest): Defect[] {
    const kind = this.kindOf(manifest);
    const metadata = metadataDefects(manifest, { customResource: typeof kind === 'object' });
    switch (kind) {
      case 'unknown group': return [...metadata];
      case 'not installed': return [...metadata, this.notInstalled(manifest)];
      default: return [...metadata, ...scopeDefects(manifest, kind), ...contentDefects(manifest, kind)];
    }
  }

  private kindOf({ apiVersion, kind }: Manifest): ReturnType<InstalledKinds['find']> {
    return this.kinds.find(apiVersion, kind);
  }

  private notInstalled({ apiVersion, kind }: Manifest): Defect {
    return { path: ['kind'], kind: 'schema', message: `${apiVersion} ${kind} is not among the kinds of ${this.kinds.sets.join(', ')}` };
  }
}

function scopeDefects({ metadata }: Manifest, { scope }: BundledKind): Defect[] {
  return scope === 'Cluster' && metadata?.namespace !== undefined
    ? [{ path: ['metadata', 'namespace'], kind: 'schema', message: 'the kind is not namespaced' }]
    : [];
}

function contentDefects({ apiVersion, kind, metadata, ...content }: Manifest, { schema: hash }: BundledKind): Defect[] {
  const schema = linkedSchema(hash);
  const completed = withDefaults(content, schema);
  const { defects, blocking } = schemaDefects(completed, hash);
  return [...defects, ...listDefects(completed, schema), ...(blocking ? [] : ruleDefects(completed, schema))];
}

function nameOf({ kind, metadata }: Manifest): string {
  const { namespace, name } = metadata ?? {};
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
