/** What is read of the jsii assembly (`.jsii`). */
export interface Assembly {
  readonly types?: { readonly [fqn: string]: AssemblyType };
}

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

interface AssemblyType extends Documented {
  readonly kind: 'class' | 'enum' | 'interface';
  /** Structs: interfaces of plain data. */
  readonly datatype?: boolean;
  /** `FILE:NAME`, in the folder of the package and without extension. */
  readonly symbolId?: string;
  readonly initializer?: Callable;
  readonly methods?: readonly Method[];
  readonly properties?: readonly Property[];
  readonly members?: readonly Documented[];
}

interface Callable {
  readonly parameters?: readonly { readonly name: string; readonly type: TypeReference }[];
}

interface Method extends Documented, Callable {
  readonly returns?: { readonly type: TypeReference };
  readonly overrides?: string;
}

interface Property extends Documented {
  readonly optional?: boolean;
  readonly type: TypeReference;
  readonly overrides?: string;
}

interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

/** Foreign objects, settings and contexts of other programs, and claims (RFC 7519, section 4), whose shape is not ours to say. */
const MAY_BE_ANY: ReadonlySet<string> = new Set([
  'ExternalObject.stub', 'MeshInstall.toIstioOperator', 'MeshInstall.toHelmValues', 'MeshValidation.validate', 'RequestToken.claims',
]);

/** What is missing in the documentation of the public API, and what should not be in its signatures. */
export function apiDefects(assembly: Assembly): string[] {
  return Object.values(assembly.types ?? {}).flatMap((type) => [
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
