import type { Defect } from './violation';
import { isObject } from '../../manifest/schema/defaults';
import type { Schema } from '../../manifest/schema/schema';
import { fieldSchema } from '../../manifest/schema/sub-schema';

/** What is wrong with a value itself, whatever lies below it. Paths begin at the value. */
export type Judge = (value: unknown, schema: Schema) => readonly Defect[];

const NONE: readonly Defect[] = [];

/** What a judge finds wrong with a value and all that lies below it. */
export function defectsWithin(value: unknown, schema: Schema | undefined, judge: Judge): readonly Defect[] {
  if (schema === undefined || value === null) {
    return NONE;
  }
  const found: Defect[] = [...judge(value, schema)];
  if (Array.isArray(value)) {
    value.forEach((item, index) => add(found, index, defectsWithin(item, schema.items, judge)));
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      add(found, name, defectsWithin(value[name], fieldSchema(schema, name), judge));
    }
  }
  return found.length === 0 ? NONE : found;
}

function add(found: Defect[], key: string | number, below: readonly Defect[]): void {
  for (const defect of below) {
    found.push({ ...defect, path: [key, ...defect.path] });
  }
}
