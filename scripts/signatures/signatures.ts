import type { AssemblyType, AssemblyTypes, Callable, Typed, TypeReference } from '../assembly';
import { passedStructs } from '../assembly';

/** What the library exports: jsii does not know the values of enums. */
type Library = { readonly [name: string]: unknown };

interface Fields {
  readonly [name: string]: string;
}

/** Where objects of other packages come from, and what anybody's own of their interfaces must have. */
const FOREIGN: { readonly [name: string]: { readonly ways: readonly string[]; readonly members?: readonly string[] } } = {
  Duration: { ways: ['Duration.seconds(30)'] },
  Size: { ways: ['Size.mebibytes(256)'] },
  IConstruct: { ways: ['new Chart(…)'], members: ['node'] },
};

const WIDTH = 150;

/** The module of the tables of src/core/signatures: what callers may pass to the public classes. */
export function signaturesModule(types: AssemblyTypes, library: Library): string {
  const passed = [...passedStructs(types)].map((fqn) => types[fqn]);
  const structs = new Map(passed.map(({ name, properties = [] }) => [name, fieldsOf(properties)]));
  const calls = new Map(Object.values(types).flatMap(callsOf));
  const taken = new Set([...structs.values(), ...calls.values()].flatMap((fields) => Object.values(fields).map((word) => /^\w+/.exec(word)![0])));
  const enums = Object.values(types).filter(({ kind, name }) => kind === 'enum' && taken.has(name));
  const objects = Object.entries(types).filter(([, { kind, name, datatype }]) => kind !== 'enum' && !datatype && taken.has(name));
  return [
    "import type { Fields, Members, ObjectSignature, Table } from './tables';",
    '',
    '// Written by npx projen signatures from the description of the public API (.jsii).',
    table('The own props of structs, which are plain data.', 'STRUCTS', 'Fields', [...structs]),
    table('The structs whose props a struct has besides its own.', 'BASES', 'readonly string[]', passed.flatMap(({ name, interfaces }) => (
      interfaces ? [[name, interfaces.map(shortName)] as const] : []
    ))),
    table('The parameters of functions: Class.static, Class#method.', 'CALLS', 'Fields', [...calls]),
    table('The values of enums, by member.', 'ENUMS', 'Members', enums.map(({ name }) => [name, library[name]])),
    table('Classes and interfaces.', 'OBJECTS', 'ObjectSignature', [...objects.map(([fqn, { name }]) => [name, objectOf(fqn, types)] as const), ...Object.entries(FOREIGN)]),
    '',
  ].join('\n');
}

function table(about: string, name: string, type: string, entries: readonly (readonly [string, unknown])[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `\n/** ${about} */\nexport const ${name}: Table<${type}> = ${literal(Object.fromEntries(sorted))};`;
}

function callsOf({ name: owner, datatype, methods = [] }: AssemblyType): [string, Fields][] {
  return methods
    .map((method): [string, Fields] => [`${owner}${method.static ? '.' : '#'}${method.name}`, fieldsOf((method as Callable).parameters ?? [])])
    .filter(([, fields]) => !datatype && Object.keys(fields).length > 0);
}

function fieldsOf(typed: readonly Typed[]): Fields {
  return Object.fromEntries(typed.map(({ name, type, optional }) => [name, `${wordOf(type)}${optional ? '?' : ''}`]));
}

function wordOf({ fqn, primitive, collection }: TypeReference): string {
  if (collection) {
    return `${wordOf(collection.elementtype)}${collection.kind === 'array' ? '[]' : '{}'}`;
  }
  return primitive ?? shortName(fqn!);
}

function shortName(fqn: string): string {
  return fqn.slice(fqn.lastIndexOf('.') + 1);
}

function objectOf(fqn: string, types: AssemblyTypes): object {
  const kinds = Object.keys(types).filter((other) => isA(other, fqn, types));
  const ways = [...new Set(kinds.flatMap((kind) => waysTo(kind, types)))];
  return types[fqn].kind === 'class' ? { ways } : { ways, members: membersOf(fqn, types) };
}

function isA(fqn: string, wanted: string, types: AssemblyTypes): boolean {
  return fqn === wanted || (types[fqn]?.interfaces ?? []).some((base) => isA(base, wanted, types));
}

/** Constructors, factories, constants, and what methods and properties of other objects give. */
function waysTo(fqn: string, types: AssemblyTypes): string[] {
  const { name: wanted, initializer } = types[fqn];
  const others = Object.values(types).filter(({ datatype }) => !datatype);
  return [
    ...(initializer ? [`new ${wanted}(…)`] : []),
    ...others.flatMap(({ name, methods = [], properties = [] }) => {
      const holder = (isStatic?: boolean) => (isStatic ? name : /[A-Z][a-z]*$/.exec(name)![0].toLowerCase());
      return [
        ...methods.filter(({ returns }) => returns?.type.fqn === fqn)
          .map((method) => `${holder(method.static)}.${method.name}(${method.parameters ? '…' : ''})`),
        ...properties.filter(({ type }) => type.fqn === fqn).map((property) => `${holder(property.static)}.${property.name}`),
      ];
    }),
  ];
}

function membersOf(fqn: string, types: AssemblyTypes): string[] {
  const { interfaces = [], properties = [], methods = [] } = types[fqn];
  return [
    ...interfaces.flatMap((base) => (types[base] ? membersOf(base, types) : FOREIGN[shortName(base)].members!)),
    ...properties.filter(({ optional }) => !optional).map(({ name }) => name),
    ...methods.map(({ name }) => name),
  ];
}

/** In one line where it fits. */
function literal(value: unknown, indent = '', room = 0): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each) => literal(each, inner))
    : Object.entries(value as object).map(([key, each]) => {
      const name = /^\w+$/.test(key) ? key : `'${key}'`;
      return `${name}: ${literal(each, inner, name.length + 3)}`;
    });
  const [open, close, space] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' '];
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  const isShort = !line.includes('\n') && indent.length + room + line.length <= WIDTH;
  return isShort ? line : `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}
