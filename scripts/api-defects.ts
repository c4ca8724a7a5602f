import type { AssemblyType, AssemblyTypes, Callable, TypeReference } from './assembly';

/** Foreign objects, settings and contexts of other programs, and claims (RFC 7519, section 4), whose shape is not ours to say. */
const MAY_BE_ANY: ReadonlySet<string> = new Set([
  'ExternalObject.stub', 'MeshInstall.toIstioOperator', 'MeshInstall.toHelmValues', 'MeshValidation.validate', 'RequestToken.claims',
]);

/** What is missing in the documentation of the public API, and what should not be in its signatures. */
export function apiDefects(types: AssemblyTypes): string[] {
  return Object.values(types).flatMap((type) => [
    ...undocumented(type),
    ...withoutDefault(type),
    ...untyped(type),
    ...generated(type),
  ]);
}

function undocumented(type: AssemblyType): string[] {
  // What overrides something is described where it is declared first.
  const members = [...(type.methods ?? []), ...(type.properties ?? [])].filter(({ overrides }) => !overrides);
  return [
    ...(type.docs?.summary ? [] : [`${type.name} has no documentation`]),
    ...[...members, ...(type.members ?? [])]
      .filter(({ docs }) => !docs?.summary)
      .map(({ name }) => `${type.name}.${name} has no documentation`),
  ];
}

function withoutDefault({ name: owner, datatype, properties = [] }: AssemblyType): string[] {
  return properties
    .filter(({ optional, overrides, docs }) => datatype && optional && !overrides && !docs?.default)
    .map(({ name }) => `${owner}.${name} is optional and has no @default`);
}

function untyped(type: AssemblyType): string[] {
  const signatures = [
    ...(type.initializer ? [{ name: 'constructor', types: parameterTypes(type.initializer) }] : []),
    ...(type.methods ?? []).map((method) => ({
      name: method.name,
      types: [...parameterTypes(method), ...(method.returns ? [method.returns.type] : [])],
    })),
    ...(type.properties ?? []).map((property) => ({ name: property.name, types: [property.type] })),
  ];
  return signatures
    .map(({ name, types }) => ({ member: `${type.name}.${name}`, types }))
    .filter(({ member, types }) => types.some(isAny) && !MAY_BE_ANY.has(member))
    .map(({ member }) => `${member} has any in its signature`);
}

/** L1 constructs stay inside: they would add tens of thousands of lines to the API. */
function generated({ name, symbolId = '' }: AssemblyType): string[] {
  return symbolId.startsWith('src/') ? [] : [`${name} is exported from ${symbolId.split(':')[0]}, and only src/ is public`];
}

function parameterTypes({ parameters = [] }: Callable): TypeReference[] {
  return parameters.map(({ type }) => type);
}

function isAny({ primitive, collection, union }: TypeReference): boolean {
  return primitive === 'any' || primitive === 'json'
    || (collection !== undefined && isAny(collection.elementtype))
    || (union?.types.some(isAny) ?? false);
}
