import { defaultedSpec } from './defaulted-spec';
import { groupOf, type Kind, kindKey } from './kind';
import { Location, type Origin } from './location';
import type { Path } from './path';
import { isNamespaced } from './scope';
import type { Labels } from './shapes';

/** What every object of Kubernetes has, as it was written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Where Kubernetes puts namespaced objects that do not say. */
const DEFAULT_NAMESPACE = 'default';

const NO_LABELS: Labels = {};

/** An object, with what the API server would add to it. */
export class ManifestObject<S = unknown> {
  public readonly apiVersion: string;
  public readonly kind: string;
  public readonly group: string;
  /** Kind and group, without version: equal for all API versions of a kind. */
  public readonly kindKey: string;
  /** Empty where the name is to be generated. */
  public readonly name: string;
  /** Empty where the kind has no namespaces. */
  public readonly namespace: string;
  private completed: S | undefined;

  constructor(
    public readonly manifest: Manifest,
    public readonly origin: Origin,
    /** Known from elsewhere (`--assume`, external objects): other objects refer to it, no finding is about it. */
    public readonly isStub = false,
  ) {
    const { apiVersion, kind, metadata } = manifest;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.group = groupOf(apiVersion);
    this.kindKey = kindKey(this.group, kind);
    this.name = text(metadata.name);
    const namespace = text(metadata.namespace);
    this.namespace = isNamespaced(this.kindKey) ? namespace || DEFAULT_NAMESPACE : namespace;
  }

  public get labels(): Labels {
    return this.manifest.metadata.labels as Labels | undefined ?? NO_LABELS;
  }

  public get annotations(): Labels {
    return this.manifest.metadata.annotations as Labels | undefined ?? NO_LABELS;
  }

  /** The spec with the defaults of the API; an empty one where there is none. */
  public get spec(): S {
    this.completed ??= defaultedSpec(this.kindKey, this.manifest.spec) as S;
    return this.completed;
  }

  /** Takes over the spec with the defaults that somebody else has added: to add them again takes a hundredth of a check. */
  public completeWith(spec: S): void {
    this.completed = spec;
  }

  /** `HTTPRoute ml-serving/chat` */
  public get id(): string {
    return `${this.kind} ${this.namespace && `${this.namespace}/`}${this.name}`;
  }

  public is<T>(kind: Kind<T>): this is ManifestObject<T> {
    return this.kindKey === kind.key;
  }

  /** A field of it: `at('spec', 'rules', 0)`. */
  public at(...path: Path): Location {
    return new Location(this.origin, path);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
