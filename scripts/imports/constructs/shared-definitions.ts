import { TypeGenerator } from 'json2jsii';
import { singular } from './singular';
import { mapSubSchemas, Schema } from '../schema';

export type Definitions = Record<string, Schema>;

/** A kind's whole schema and the name of the type that it becomes. */
export interface Root {
  readonly kind: string;
  readonly type: string;
  readonly schema: Schema;
}

interface Place {
  readonly kind: string;
  readonly path: readonly string[];
}

/**
 * Turns every object within the roots into a definition, equal objects into the same one.
 * The generated types are half as many, and are named after what they are instead of where they first stand.
 */
export function shareDefinitions(roots: readonly Root[], reserved: readonly string[]): Definitions {
  const places = placesOfObjects(roots);
  const names = new Map<string, string>();
  const definitions: Definitions = {};

  const share = (schema: Schema): Schema => {
    if (schema.properties === undefined) {
      return mapSubSchemas(schema, share);
    }
    const key = JSON.stringify(schema);
    let name = names.get(key);
    if (name === undefined) {
      name = freeName(places.get(key)!, [...reserved, ...names.values()]);
      names.set(key, name);
      definitions[name] = mapSubSchemas(schema, share);
    }
    return { $ref: `#/definitions/${name}` };
  };

  for (const root of roots) {
    definitions[root.type] = mapSubSchemas(root.schema, share);
  }
  return definitions;
}

function placesOfObjects(roots: readonly Root[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  const visit = (schema: Schema, place: Place): Schema => {
    if (schema.properties !== undefined) {
      const key = JSON.stringify(schema);
      places.set(key, [...places.get(key) ?? [], place]);
    }
    return mapSubSchemas(schema, (sub, keyword, name) => visit(sub, { kind: place.kind, path: step(place.path, keyword, name) }));
  };
  for (const root of roots) {
    mapSubSchemas(root.schema, (sub, _, name) => visit(sub, { kind: root.kind, path: [name] }));
  }
  return places;
}

function step(path: readonly string[], keyword: string, name: string): readonly string[] {
  switch (keyword) {
    case 'properties': return [...path, name];
    case 'items':
    case 'additionalProperties': return [...path.slice(0, -1), singular(path[path.length - 1])];
    default: return path;
  }
}

function freeName(places: readonly Place[], taken: readonly string[]): string {
  const free = candidateNames(places).find((name) => !taken.includes(name));
  if (free === undefined) {
    throw new Error(`no type name is left for ${places[0].kind} ${places[0].path.join('.')}`);
  }
  return free;
}

/** Names that say what the object is, the shortest first: with its kind if only one kind has it, with as many ancestors as it takes. */
function candidateNames(places: readonly Place[]): string[] {
  const spec = places.find(({ path }) => path.length === 1);
  if (spec !== undefined) {
    return [typeName([spec.kind, ...spec.path])];
  }
  const [{ kind, path: [, ...path] }] = places;
  const tails = path.map((_, index) => path.slice(-index - 1));
  const ofOneKind = places.every((place) => place.kind === kind);
  return [...(ofOneKind ? [] : tails), ...tails.map((tail) => [kind, ...tail])].map(typeName);
}

function typeName(words: readonly string[]): string {
  return TypeGenerator.normalizeTypeName(words.map((word) => word[0].toUpperCase() + word.slice(1)).join(''));
}
