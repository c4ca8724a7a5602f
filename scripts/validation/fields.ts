import { parsePath, type Path, valueAt } from './values';

/** The values that fields have in some objects, by kind and field: `VirtualService spec.http.*.timeout`. */
export class Fields {
  private readonly values = new Map<string, unknown[]>();
  private readonly names = new Map<string, Set<string>>();

  constructor(objects: readonly { readonly kind: string }[]) {
    for (const object of objects) {
      parsePath(object).forEach((path) => this.add(object.kind, path, valueAt(object, path)));
    }
  }

  public at(kind: string, path: Path): readonly unknown[] {
    return this.values.get(key(kind, path)) ?? [];
  }

  /** The fields below one, with their values. */
  public below(kind: string, path: Path): readonly (readonly [name: string, values: readonly unknown[]])[] {
    return [...this.names.get(key(kind, path)) ?? []].map((name) => [name, this.at(kind, [...path, name])]);
  }

  private add(kind: string, path: Path, value: unknown): void {
    if (value === null) {
      return;
    }
    const at = key(kind, path);
    this.values.set(at, [...this.values.get(at) ?? [], value]);
    const parent = key(kind, path.slice(0, -1));
    if (typeof path.at(-1) === 'string') {
      this.names.set(parent, (this.names.get(parent) ?? new Set()).add(String(path.at(-1))));
    }
  }
}

function key(kind: string, path: Path): string {
  return `${kind} ${path.map((part) => (typeof part === 'number' ? '*' : part)).join('.')}`;
}
