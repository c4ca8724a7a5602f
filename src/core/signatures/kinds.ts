import { BASES, ENUMS, OBJECTS, STRUCTS } from './signatures';
import type { Fields, Table } from './tables';

/** A kind of types: what is one, and what to write for one. */
interface Kind {
  readonly has: (name: string) => boolean;
  readonly holds: (value: unknown, name: string) => boolean;
  readonly ways: (name: string) => readonly string[];
}

const PRIMITIVES: Table<string> = { string: 'text in quotes', number: 'digits without quotes', boolean: 'true or false', any: 'a value' };

export const KINDS: readonly Kind[] = [
  kind(STRUCTS, isRecord, (_, name) => [`{ ${exampleOf(fieldsOf(name))} }`]),
  kind(ENUMS, (value, members) => Object.values(members).includes(value as string), (members, name) => Object.keys(members).map((member) => `${name}.${member}`)),
  kind(
    OBJECTS,
    (value, { members }, name) => (members ? members.every((member) => member in Object(value)) : isInstance(value, name)),
    ({ ways }) => ways,
  ),
  kind(PRIMITIVES, (value, _, name) => name === 'any' || typeof value === name, (way) => [way]),
];

function kind<T>(
  table: Table<T>,
  holds: (value: unknown, signature: T, name: string) => boolean,
  ways: (signature: T, name: string) => readonly string[],
): Kind {
  return { has: (name) => name in table, holds: (value, name) => holds(value, table[name], name), ways: (name) => ways(table[name], name) };
}

export function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The props of a struct, those of its bases among them; of anything else none. */
export function fieldsOf(name: string): Fields {
  return Object.assign({}, ...(BASES[name] ?? []).map(fieldsOf), STRUCTS[name]);
}

/** The props that are needed, or where none is, all. */
function exampleOf(fields: Fields): string {
  const names = Object.keys(fields);
  const needed = names.filter((name) => !fields[name].endsWith('?'));
  return (needed.length > 0 ? needed : names).map((name) => `${name}: …`).join(', ');
}

/** What jsii writes into each class: it stays where names are made short. */
const RUNTIME_TYPE = Symbol.for('jsii.rtti');

/** By name: another copy of the package has other classes. */
function isInstance(value: unknown, name: string): boolean {
  for (let prototype = Object.getPrototypeOf(Object(value)); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const { constructor } = prototype;
    if (constructor?.name === name || constructor?.[RUNTIME_TYPE]?.fqn.endsWith(`.${name}`)) {
      return true;
    }
  }
  return false;
}
