import type { AssemblyTypes, Typed, TypeReference } from '../../../scripts/assembly';
import { isStruct, readAssembly } from '../../../scripts/assembly';
import * as library from '../../../src';

/** A place where a value of some type is asked for, and props that hold a value there and are right otherwise. */
export interface Place {
  readonly site: string;
  readonly type: TypeReference;
  readonly isNeeded: boolean;
  readonly holding: (value: unknown) => object;
}

export const TYPES: AssemblyTypes = readAssembly();

const PLAIN: Readonly<Record<string, unknown>> = { string: 'a', number: 1, boolean: true, any: 'a' };

/** Every prop of a struct, those of its bases among them. */
export function propsOf(fqn: string): readonly Typed[] {
  const { interfaces = [], properties = [] } = TYPES[fqn];
  return [...interfaces.flatMap(propsOf), ...properties];
}

/** The places of props or parameters, what lists, maps and structs hold among them. */
export function placesIn(fields: readonly Typed[]): Place[] {
  return fields.flatMap(({ name, type, optional }) => {
    const holding = (value: unknown) => ({ ...valuesOf(fields), [name]: value });
    return [{ site: name, type, isNeeded: !optional, holding }, ...placesWithin({ site: name, type, holding, isNeeded: true })];
  });
}

function placesWithin({ site, type, holding }: Place): Place[] {
  const { kind, elementtype } = type.collection ?? {};
  if (elementtype) {
    const element: Place = kind === 'array'
      ? { site: `${site}[0]`, type: elementtype, isNeeded: true, holding: (value) => holding([value]) }
      : { site: `${site}.name`, type: elementtype, isNeeded: true, holding: (value) => holding({ name: value }) };
    return [element, ...placesWithin(element)];
  }
  const inner = isStruct(type, TYPES) ? placesIn(propsOf(type.fqn!)) : [];
  return inner.map((place) => ({ ...place, site: `${site}.${place.site}`, holding: (value) => holding(place.holding(value)) }));
}

/** What passes for each that is needed. */
function valuesOf(fields: readonly Typed[]): object {
  return Object.fromEntries(fields.filter(({ optional }) => !optional).map(({ name, type }) => [name, valueOf(type)]));
}

function valueOf(type: TypeReference): unknown {
  const { primitive, collection, fqn } = type;
  if (primitive ?? collection) {
    return collection ? (collection.kind === 'array' ? [] : {}) : PLAIN[primitive!];
  }
  if (isStruct(type, TYPES)) {
    return valuesOf(propsOf(fqn!));
  }
  const name = fqn!.slice(fqn!.lastIndexOf('.') + 1);
  return TYPES[fqn!]?.kind === 'enum' ? Object.values((library as any)[name])[0] : foreign(name, fqn!);
}

/** An object of another copy of the library, or somebody's own where it is an interface. */
function foreign(name: string, fqn: string): object {
  const members = TYPES[fqn]?.kind === 'class' ? [] : membersOf(fqn);
  return Object.create({ constructor: { name } }, Object.fromEntries(members.map((member) => [member, { value: 'theirs' }])));
}

function membersOf(fqn: string): string[] {
  const { interfaces = [], properties = [], methods = [] } = TYPES[fqn] ?? { properties: [{ name: 'node' }] };
  return [...interfaces.flatMap(membersOf), ...[...properties, ...methods].map(({ name }) => name)];
}
