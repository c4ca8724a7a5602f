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
    const { itself, below } = judgedAt(schema);
    if (itself) {
      this.judge(value, schema);
    }
    if (below && Array.isArray(value)) {
      value.forEach((item, index) => this.below(index, item, schema.items));
    } else if (below && isObject(value)) {
      Object.keys(value).forEach((name) => this.below(name, value[name], fieldSchema(schema, name)));
    }
  }

  private judge(value: unknown, schema: Schema): void {
    for (const judge of this.judges) {
      for (const defect of judge(value, schema)) {
        this.found.push({ ...defect, path: [...this.path, ...defect.path] });
      }
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

/** What a schema has to be judged: a value itself, what lies below it. Most have nothing, and nothing has to be looked at there. */
interface Judged {
  readonly itself: boolean;
  readonly below: boolean;
}

const known = new WeakMap<Schema, Judged>();

function judgedAt(schema: Schema): Judged {
  const judged = known.get(schema) ?? {
    itself: MARKS.some((mark) => schema[mark] !== undefined),
    below: subSchemas(schema).map(judgedAt).some(({ itself, below }) => itself || below),
  };
  known.set(schema, judged);
  return judged;
}

function subSchemas({ properties = {}, items, additionalProperties }: Schema): readonly Schema[] {
  return [...Object.values(properties), items, additionalProperties].filter((sub) => typeof sub === 'object');
}
