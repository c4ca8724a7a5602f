/** An OpenAPI v3 structural schema, as CRDs carry it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  readonly $ref?: string;
  readonly [keyword: string]: unknown;
}

const COMBINATIONS = ['oneOf', 'anyOf', 'allOf'] as const;

/** Whether the keyword holds schemas that only restrict what others describe. */
export function isCombination(keyword: string): boolean {
  return keyword === 'not' || COMBINATIONS.some((combination) => combination === keyword);
}

/** The same schema with each of its direct sub-schemas replaced; `at` is the keyword and, where there is one, the key under it. */
export function mapSubSchemas(schema: Schema, replace: (sub: Schema, ...at: string[]) => Schema): Schema {
  if (isLeaf(schema)) {
    return schema;
  }
  const result: Record<string, unknown> = { ...schema };
  if (schema.properties !== undefined) {
    result.properties = mapValues(schema.properties, (sub, name) => replace(sub, 'properties', name));
  }
  for (const keyword of ['items', 'additionalProperties', 'not'] as const) {
    const sub = schema[keyword];
    if (typeof sub === 'object') {
      result[keyword] = replace(sub, keyword);
    }
  }
  for (const keyword of COMBINATIONS) {
    const subs = schema[keyword];
    if (subs !== undefined) {
      result[keyword] = subs.map((sub, index) => replace(sub, keyword, `${index}`));
    }
  }
  return result;
}

/** Most schemas are: the type of one value. */
function isLeaf({ properties, items, additionalProperties, not, oneOf, anyOf, allOf }: Schema): boolean {
  return typeof additionalProperties !== 'object' && [properties, items, not, oneOf, anyOf, allOf].every((sub) => sub === undefined);
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
