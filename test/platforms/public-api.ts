import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

const FILE = join(__dirname, '..', '..', '.jsii');
const PACKAGE = 'cdk8s-ml-mesh.';

/** The type of a value, as jsii writes it down. */
export interface TypeRef {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeRef };
}

interface Member {
  readonly name: string;
  readonly static?: boolean;
  readonly optional?: boolean;
  readonly type?: TypeRef;
  readonly parameters?: readonly Member[];
}

interface ApiType {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly base?: string;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
  readonly initializer?: { readonly parameters?: readonly Member[] };
}

/** The public API, as jsii knows it. */
export class PublicApi {
  private readonly types: { readonly [fqn: string]: ApiType };

  constructor() {
    if (!existsSync(FILE)) {
      throw new Error('there is no .jsii, from which the public props are read: run npx projen compile first');
    }
    this.types = JSON.parse(readFileSync(FILE, 'utf8')).types;
  }

  /** Every prop of every struct, every member of every enum, and every static factory with its optional parameters. */
  features(): string[] {
    return Object.values(this.types).flatMap((type) => {
      if (type.kind === 'enum') {
        return type.members!.map(({ name }) => `${type.name}.${name}`);
      }
      return type.datatype ? this.propsOf(type.name).map(({ name }) => `${type.name}.${name}`) : this.factories(type);
    });
  }

  /** The props of a struct, those of its bases among them. */
  propsOf(name: string): Member[] {
    const type = this.types[PACKAGE + name];
    return [...type.properties ?? [], ...(type.interfaces ?? []).flatMap((base) => this.propsOf(base.slice(PACKAGE.length)))];
  }

  /** The struct and its bases that have the prop. */
  structsWith(name: string, prop: string): string[] {
    const type = this.types[PACKAGE + name];
    const here = this.propsOf(name).some((known) => known.name === prop) ? [name] : [];
    return [...here, ...(type.interfaces ?? []).flatMap((base) => this.structsWith(base.slice(PACKAGE.length), prop))];
  }

  isStruct({ fqn }: TypeRef): boolean {
    return fqn !== undefined && this.types[fqn]?.datatype === true;
  }

  parametersOf(method: string): readonly Member[] {
    const [name, member] = method.split('.');
    const type = this.types[PACKAGE + name];
    return (member === 'new' ? type.initializer?.parameters : type.methods?.find((known) => known.name === member)?.parameters) ?? [];
  }

  private factories({ name, methods = [] }: ApiType): string[] {
    return methods.filter((method) => method.static).flatMap((method) => [
      `${name}.${method.name}`,
      ...(method.parameters ?? []).filter(({ optional }) => optional).map((parameter) => `${name}.${method.name}(${parameter.name})`),
    ]);
  }
}

export function nameOf({ fqn }: TypeRef): string {
  return fqn!.slice(PACKAGE.length);
}
