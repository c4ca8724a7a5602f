import type { AssemblyType, AssemblyTypes, Property, Typed, TypeReference } from '../../scripts/assembly';
import { isStruct, readAssembly } from '../../scripts/assembly';

const PACKAGE = 'cdk8s-ml-mesh.';

/** The public API, as jsii knows it. */
export class PublicApi {
  private readonly types: AssemblyTypes = readAssembly();

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
  propsOf(name: string): Property[] {
    const type = this.types[PACKAGE + name];
    return [...type.properties ?? [], ...(type.interfaces ?? []).flatMap((base) => this.propsOf(base.slice(PACKAGE.length)))];
  }

  /** The struct and its bases that have the prop. */
  structsWith(name: string, prop: string): string[] {
    const type = this.types[PACKAGE + name];
    const here = this.propsOf(name).some((known) => known.name === prop) ? [name] : [];
    return [...here, ...(type.interfaces ?? []).flatMap((base) => this.structsWith(base.slice(PACKAGE.length), prop))];
  }

  isStruct(type: TypeReference): boolean {
    return isStruct(type, this.types);
  }

  parametersOf(method: string): readonly Typed[] {
    const [name, member] = method.split('.');
    const type = this.types[PACKAGE + name];
    return (member === 'new' ? type.initializer?.parameters : type.methods?.find((known) => known.name === member)?.parameters) ?? [];
  }

  private factories({ name, methods = [] }: AssemblyType): string[] {
    return methods.filter((method) => method.static).flatMap((method) => [
      `${name}.${method.name}`,
      ...(method.parameters ?? []).filter(({ optional }) => optional).map((parameter) => `${name}.${method.name}(${parameter.name})`),
    ]);
  }
}

export function nameOf({ fqn }: TypeReference): string {
  return fqn!.slice(PACKAGE.length);
}
