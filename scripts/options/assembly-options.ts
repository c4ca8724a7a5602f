/** What is read of the jsii assembly (`.jsii`). */
export interface Assembly {
  readonly types?: { readonly [fqn: string]: AssemblyType };
}

interface AssemblyType {
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  /** Structs: interfaces of plain data. */
  readonly datatype?: boolean;
  /** The structs that a struct extends. */
  readonly interfaces?: readonly string[];
  readonly initializer?: Callable;
  readonly methods?: readonly Method[];
  readonly properties?: readonly Property[];
  readonly members?: readonly { readonly name: string }[];
}

interface Callable {
  readonly parameters?: readonly (Property & { readonly type: TypeReference })[];
}

interface Method extends Callable {
  readonly name: string;
  readonly static?: boolean;
  readonly overrides?: string;
  readonly returns?: { readonly type: TypeReference };
}

interface Property {
  readonly name: string;
  readonly static?: boolean;
  readonly optional?: boolean;
  readonly type: TypeReference;
}

interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly elementtype: TypeReference };
}

/**
 * Everything that an app can choose: props of the structs that it can pass, members of enums, factories and constants,
 * constructors, methods that do something, and the optional parameters of all these that are not structs.
 */
export function optionsOf({ types = {} }: Assembly): string[] {
  const passed = passedStructs(types);
  return Object.entries(types).flatMap(([fqn, type]) => {
    if (type.kind === 'enum') {
      return type.members!.map(({ name }) => `${type.name}.${name}`);
    }
    if (type.datatype) {
      return passed.has(fqn) ? (type.properties ?? []).map(({ name }) => `${type.name}.${name}`) : [];
    }
    return choicesOf(type, types);
  }).sort();
}

function choicesOf(type: AssemblyType, types: NonNullable<Assembly['types']>): string[] {
  const parameters = (name: string, callable: Callable) => (callable.parameters ?? [])
    .filter((parameter) => parameter.optional && !isStruct(parameter.type, types))
    .map((parameter) => `${name}(${parameter.name})`);
  return [
    ...(type.initializer ? [`${type.name}.new`, ...parameters(`${type.name}.new`, type.initializer)] : []),
    ...(type.methods ?? []).filter((method) => !method.overrides && !isQuestion(method)).flatMap((method) => {
      const name = `${type.name}.${method.name}`;
      return [name, ...parameters(name, method)];
    }),
    ...(type.properties ?? []).filter((property) => property.static).map(({ name }) => `${type.name}.${name}`),
  ];
}

/** What answers with plain text or a number is asked, and changes nothing. */
function isQuestion(method: Method): boolean {
  return ['boolean', 'number', 'string'].includes(method.returns?.type.primitive ?? '');
}

/** Structs that something takes, by name of the type; others are only given out. */
function passedStructs(types: NonNullable<Assembly['types']>): Set<string> {
  const found = new Set<string>();
  const visit = ({ fqn, collection }: TypeReference): void => {
    if (collection) {
      visit(collection.elementtype);
    }
    if (fqn && !found.has(fqn) && isStruct({ fqn }, types)) {
      found.add(fqn);
      types[fqn].properties?.forEach(({ type }) => visit(type));
      types[fqn].interfaces?.forEach((base) => visit({ fqn: base }));
    }
  };
  const callables = Object.values(types).flatMap(({ initializer, methods = [] }) => [...(initializer ? [initializer] : []), ...methods]);
  callables.flatMap(({ parameters = [] }) => parameters).forEach(({ type }) => visit(type));
  return found;
}

function isStruct({ fqn }: TypeReference, types: NonNullable<Assembly['types']>): boolean {
  return fqn !== undefined && types[fqn]?.datatype === true;
}
