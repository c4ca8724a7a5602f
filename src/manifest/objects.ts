import { groupBy } from './group-by';
import type { Kind } from './kind';
import type { ManifestObject } from './manifest-object';

/** Objects by kind, namespace and name. */
export class Objects {
  private readonly byKind = new Map<string, ManifestObject[]>();
  private readonly bySpace = new Map<string, ReadonlyMap<string, readonly ManifestObject[]>>();
  private readonly byName = new Map<string, ManifestObject>();

  /** @param malformed objects of another shape than their kind has: they exist, but nobody looks into them */
  constructor(private readonly list: readonly ManifestObject[], private readonly malformed: ReadonlySet<ManifestObject> = new Set()) {
    for (const object of list) {
      const key = nameKey(object.kindKey, object.namespace, object.name);
      const known = this.byName.get(key);
      // Of equal names the first one counts, and what is in the input counts more than what is only said of it.
      if (known === undefined || (known.isStub && !object.isStub)) {
        this.byName.set(key, object);
      }
    }
    for (const object of list) {
      const same = this.byKind.get(object.kindKey);
      if (malformed.has(object) || !this.isTheOne(object)) {
        continue;
      }
      if (same === undefined) {
        this.byKind.set(object.kindKey, [object]);
      } else {
        same.push(object);
      }
    }
  }

  /** Every object of the input, in order, without stubs. */
  public judged(): readonly ManifestObject[] {
    return this.list.filter(({ isStub }) => !isStub);
  }

  /** Well-formed objects of a kind, stubs among them, each name once. */
  public all<S>(kind: Kind<S>): readonly ManifestObject<S>[] {
    return (this.byKind.get(kind.key) ?? []) as ManifestObject<unknown>[] as ManifestObject<S>[];
  }

  /** Well-formed objects of a kind in a namespace. */
  public in<S>(kind: Kind<S>, namespace: string): readonly ManifestObject<S>[] {
    let spaces = this.bySpace.get(kind.key);
    if (spaces === undefined) {
      spaces = groupBy(this.all(kind) as readonly ManifestObject[], (object) => object.namespace);
      this.bySpace.set(kind.key, spaces);
    }
    return (spaces.get(namespace) ?? []) as readonly ManifestObject<unknown>[] as readonly ManifestObject<S>[];
  }

  /** The well-formed object of that name; the namespace is empty for kinds without. */
  public find<S>(kind: Kind<S>, namespace: string, name: string): ManifestObject<S> | undefined {
    const found = this.byName.get(nameKey(kind.key, namespace, name));
    return found === undefined || this.malformed.has(found) ? undefined : found as ManifestObject<unknown> as ManifestObject<S>;
  }

  /** Whether there is an object of that name, well-formed or not. */
  public exists(kind: Pick<Kind, 'key'>, namespace: string, name: string): boolean {
    return this.byName.has(nameKey(kind.key, namespace, name));
  }

  public isMalformed(object: ManifestObject): boolean {
    return this.malformed.has(object);
  }

  private isTheOne(object: ManifestObject): boolean {
    return object.name === '' || this.byName.get(nameKey(object.kindKey, object.namespace, object.name)) === object;
  }
}

function nameKey(kind: string, namespace: string, name: string): string {
  return `${kind}|${namespace}|${name}`;
}
