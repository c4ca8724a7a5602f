import { existsSync, readFileSync } from 'fs';
import * as path from 'path';

const FILE = path.join(__dirname, '..', '.jsii');

/** The types of this package. */
export function readAssembly(): AssemblyTypes {
  if (!existsSync(FILE)) {
    throw new Error('there is no .jsii, which describes the public API: run npx projen compile first');
  }
  return JSON.parse(readFileSync(FILE, 'utf8')).types;
}

/** What is read of a jsii assembly (`.jsii`), the description of the public API: its types by full name. */
export interface AssemblyTypes {
  readonly [fqn: string]: AssemblyType;
}

/** A class, an interface or an enum. */
export interface AssemblyType extends Documented {
  readonly kind: 'class' | 'enum' | 'interface';
  /** Structs: interfaces of plain data. */
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  /** What it extends, or implements. */
  readonly interfaces?: readonly string[];
  /** `FILE:NAME`, in the folder of the package and without extension. */
  readonly symbolId?: string;
  readonly initializer?: Callable;
  readonly methods?: readonly Method[];
  readonly properties?: readonly Property[];
  readonly members?: readonly Documented[];
}

export interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

export interface Callable {
  readonly parameters?: readonly Typed[];
}

export interface Method extends Documented, Callable {
  readonly static?: boolean;
  readonly overrides?: string;
  readonly returns?: { readonly type: TypeReference };
}

/** A prop or a parameter. */
export interface Typed {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: TypeReference;
}

export interface Property extends Documented, Typed {
  readonly static?: boolean;
  readonly overrides?: string;
}

export interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind?: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

/** Whether it is an interface of plain data. */
export function isStruct({ fqn }: TypeReference, types: AssemblyTypes): boolean {
  return fqn !== undefined && types[fqn]?.datatype === true;
}

/** Structs that something takes, by full name; others are only given out. */
export function passedStructs(types: AssemblyTypes): Set<string> {
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
