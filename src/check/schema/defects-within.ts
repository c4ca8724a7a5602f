import type { Defect } from './violation';
import { isObject } from '../../manifest/schema/defaults';
import type { Schema } from '../../manifest/schema/schema';
import { fieldSchema } from '../../manifest/schema/sub-schema';

/** What is wrong with a value itself, whatever lies below it. Paths begin at the value. */
export type Judge = (value: unknown, schema: Schema) => readonly Defect[];

/** What judges find wrong with a value and all that lies below it. */
export function defectsWithin(value: unknown, schema: Schema | undefined, judges: readonly Judge[]): readonly Defect[] {
  const walk = new Walk(judges);
  walk.visit(value, schema);
  return walk.found;
}

/** Down a value that nearly always is right: it makes nothing but what is found. */
class Walk {
  public readonly found: Defect[] = [];
  private readonly path: Array<string | number> = [];

  constructor(private readonly judges: readonly Judge[]) {}

  public visit(value: unknown, schema: Schema | undefined): void {
    if (schema === undefined || value === null) {
      return;
    }
    for (const judge of this.judges) {
      for (const defect of judge(value, schema)) {
        this.found.push({ ...defect, path: [...this.path, ...defect.path] });
      }
    }
    if (Array.isArray(value)) {
      value.forEach((item, index) => this.below(index, item, schema.items));
    } else if (isObject(value)) {
      Object.keys(value).forEach((name) => this.below(name, value[name], fieldSchema(schema, name)));
    }
  }

  private below(key: string | number, value: unknown, schema: Schema | undefined): void {
    this.path.push(key);
    this.visit(value, schema);
    this.path.pop();
  }
}
