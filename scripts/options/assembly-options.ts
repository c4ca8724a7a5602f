import type { AssemblyType, AssemblyTypes, Callable, Method } from '../assembly';
import { isStruct, passedStructs } from '../assembly';

/**
 * Everything that an app can choose: props of the structs that it can pass, members of enums, factories and constants,
 * constructors, methods that do something, and the optional parameters of all these that are not structs.
 */
export function optionsOf(types: AssemblyTypes): string[] {
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

function choicesOf(type: AssemblyType, types: AssemblyTypes): string[] {
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
