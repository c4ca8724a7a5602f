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
    if (schema === undefined || value === null || !isJudged(schema)) {
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

/** What a schema carries for its values to be judged by. */
const MARKS = ['x-kubernetes-list-type', 'x-kubernetes-validations'];

const judged = new WeakMap<Schema, boolean>();

/** Whether the schema, or one below it, is one to judge values by: most are not, and nothing has to be looked at there. */
function isJudged(schema: Schema): boolean {
  let known = judged.get(schema);
  if (known === undefined) {
    known = MARKS.some((mark) => schema[mark] !== undefined) || subSchemas(schema).some(isJudged);
    judged.set(schema, known);
  }
  return known;
}

function subSchemas({ properties = {}, items, additionalProperties }: Schema): readonly Schema[] {
  return [...Object.values(properties), items, additionalProperties].filter((sub) => typeof sub === 'object');
}
