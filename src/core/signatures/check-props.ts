import { fieldsOf, isRecord, KINDS } from './kinds';
import type { Fields } from './tables';
import type { Site } from '../site';

interface Container {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
  readonly fix: (way: string) => string;
  readonly entries: (value: any) => [key: string | number, each: unknown][];
}

const CONTAINERS: Readonly<Record<string, Container>> = {
  '[]': { name: 'a list of', holds: Array.isArray, fix: (way) => `[${way}]`, entries: (list: unknown[]) => list.map((each, i) => [i, each]) },
  '{}': { name: 'a map of', holds: isRecord, fix: (way) => `{ name: ${way} }`, entries: Object.entries },
};

/** Raises what the compiler says of props, for callers without types: jsii asks only those of other languages. */
export function checkProps(site: Site, struct: string, props: object): void {
  checkKind(site.at('props'), struct, props);
  checkFields(site, fieldsOf(struct), props);
}

/** The same for values that each have a site of their own. */
export function checkFields(site: Site, fields: Fields, values: object): void {
  for (const [field, type] of Object.entries(fields)) {
    checkField(site.at(field), type, (values as Record<string, unknown>)[field]);
  }
}

function checkField(site: Site, type: string, value: unknown): void {
  const [, name, container, optional] = /^(\w+)(\W\W)?(\?)?$/.exec(type)!;
  if (value === undefined || value === null) {
    site.check(optional !== undefined, { problem: 'is missing', fix: `give ${wayTo(name)}` });
  } else if (container) {
    checkContainer(site, CONTAINERS[container], name, value);
  } else {
    checkKind(site, name, value);
    checkFields(site, fieldsOf(name), value);
  }
}

function checkContainer(site: Site, container: Container, name: string, value: unknown): void {
  site.check(container.holds(value), { problem: `must be ${container.name} ${name}`, got: value, fix: `give ${container.fix(wayTo(name))}` });
  container.entries(value).forEach(([key, each]) => checkField(site.at(key), name, each));
}

function checkKind(site: Site, name: string, value: unknown): void {
  site.check(kindOf(name).holds(value, name), { problem: `must be of type ${name}`, got: value, fix: `give ${wayTo(name)}` });
}

function wayTo(name: string): string {
  const ways = kindOf(name).ways(name);
  return [ways.slice(0, -1).join(', '), ways.at(-1)].filter(Boolean).join(' or ');
}

function kindOf(name: string) {
  return KINDS.find(({ has }) => has(name))!;
}
