import { isObject } from '../../../manifest/schema/defaults';
import { Schema } from '../../../manifest/schema/schema';
import { celList, celMap, CelValue } from '../../../vendor/cel';

const RESERVED = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let',
  'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);

const ESCAPES: Readonly<Record<string, string>> = { '__': 'underscores', '.': 'dot', '-': 'dash', '/': 'slash' };

/** Turns the values of one object into what rules see, each value once. */
export class CelValues {
  private readonly known = new Map<object, CelValue>();

  public of(value: unknown, schema: Schema): CelValue {
    if (typeof value !== 'object' || value === null) {
      return scalar(value, schema);
    }
    const known = this.known.get(value) ?? this.compound(value, schema);
    this.known.set(value, known);
    return known;
  }

  private compound(value: object, schema: Schema): CelValue {
    if (Array.isArray(value)) {
      return celList(value.map((item) => this.of(item, schema.items ?? {})));
    }
    return celMap(new Map(isObject(value) ? this.entries(value, schema) : []));
  }

  /** Rules see the fields that the schema names, under escaped names, and the entries of maps as they are. */
  private entries(value: Record<string, unknown>, { properties, additionalProperties }: Schema): Array<[string, CelValue]> {
    if (typeof additionalProperties === 'object') {
      return Object.entries(value).map(([key, entry]) => [key, this.of(entry, additionalProperties)]);
    }
    return Object.entries(properties ?? {})
      .filter(([name]) => Object.hasOwn(value, name))
      .map(([name, schema]) => [celName(name), this.of(value[name], schema)]);
  }
}

/** The name under which a rule finds the field. */
export function celName(field: string): string {
  return RESERVED.has(field) ? `__${field}__` : field.replace(/__|[-./]/g, (part) => `__${ESCAPES[part]}__`);
}

function scalar(value: unknown, { type }: Schema): CelValue {
  return typeof value === 'number' && type !== 'number' && Number.isInteger(value) ? BigInt(value) : value as CelValue;
}
