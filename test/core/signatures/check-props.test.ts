import { readFileSync } from 'fs';
import * as path from 'path';
import { Chart, Testing } from 'cdk8s';
import { placesIn, propsOf, TYPES } from './places';
import type { Place } from './places';
import type { Typed, TypeReference } from '../../../scripts/assembly';
import { isStruct } from '../../../scripts/assembly';
import { signaturesModule } from '../../../scripts/signatures/signatures';
import * as library from '../../../src';
import { Workload } from '../../../src/mesh/workload';

const TABLE = path.join(__dirname, '..', '..', '..', 'src', 'core', 'signatures', 'signatures.ts');

/** As callers without types see them; a workload is known by its interface only. */
const CLASSES = { ...library, IWorkload: Workload } as unknown as { readonly [name: string]: any };

const chart = () => new Chart(Testing.app(), 'app');

/** Its props come from cdk8s.yaml, and it says itself what is wrong with them. */
const WITHOUT_TYPES = ['MeshValidation'];

/** Values of no class of the library, by what they may pass for. */
const STRANGE: readonly { readonly value: unknown; readonly passesFor: (type: TypeReference) => boolean }[] = [
  { value: 'gw', passesFor: ({ primitive }) => primitive === 'string' },
  { value: 7, passesFor: ({ primitive }) => primitive === 'number' },
  { value: false, passesFor: ({ primitive }) => primitive === 'boolean' },
  { value: [], passesFor: ({ collection }) => collection?.kind === 'array' },
  { value: new (class Stranger {})(), passesFor: (type) => type.collection?.kind === 'map' || isStruct(type, TYPES) },
];

/** Every place with a value that is none, and how the error begins. */
function mistakes(fields: readonly Typed[]): [message: string, values: object][] {
  return placesIn(fields).flatMap(({ site, type, isNeeded, holding }: Place) => [
    ...STRANGE.filter(({ passesFor }) => type.primitive !== 'any' && !passesFor(type)).map(({ value }): [string, object] => [`${site} must be `, holding(value)]),
    ...(isNeeded ? [[`${site} is missing: give `, holding(undefined)], [`${site} is missing: give `, holding(null)]] as [string, object][] : []),
  ]);
}

/** What is not refused in these words, after those that name the place. */
function unnoticed(fields: readonly Typed[], place: string, call: (values: object) => unknown): string[] {
  return mistakes(fields).flatMap(([message, values]) => {
    try {
      call(values);
    } catch (error) {
      return String(error).startsWith(`InvalidPropError: ${place}${message}`) ? [] : [`${message}: ${error}`];
    }
    return [`${message}: nothing`];
  });
}

const constructors = Object.values(TYPES).flatMap(({ name, initializer }) => {
  const last = initializer?.parameters?.at(-1);
  return last && !WITHOUT_TYPES.includes(name) ? [[name, last.type.fqn!, initializer!.parameters!.length]] as [string, string, number][] : [];
});

const methods = Object.values(TYPES).flatMap(({ name: owner, datatype, methods: all = [] }) => (datatype ? [] : all)
  .filter(({ parameters }) => parameters)
  .map(({ name, parameters, static: isStatic }) => ({ owner, name, isStatic, parameters: parameters! })));

test('there are constructors and methods with parameters', () => {
  expect(constructors.map(([name]) => name)).toContain('LlmRoute');
  expect(methods.map(({ owner, name }) => `${owner}.${name}`)).toEqual(expect.arrayContaining(['Backend.workload', 'IWorkload.allowFrom']));
});

test.each(constructors)('%s says what is wrong with each of its %s', (name, struct, parameters) => {
  const [place, make] = parameters === 1
    ? [`[${name}] `, (props: object) => new CLASSES[name](props)]
    : ['[app/a] ', (props: object) => new CLASSES[name](chart(), 'a', props)];
  expect(unnoticed(propsOf(struct), place, make)).toEqual([]);
});

test.each(methods)('$owner.$name says what is wrong with each of its parameters', ({ owner, name, isStatic, parameters }) => {
  const names = parameters.map((parameter) => parameter.name);
  const valuesOf = (values: object) => names.map((parameter) => (values as Record<string, unknown>)[parameter]);
  const [place, call] = isStatic
    ? [`[${owner}.${name}] `, (values: object) => CLASSES[owner][name](...valuesOf(values))]
    : [`[app/a] ${name}.`, (values: object) => CLASSES[owner].prototype[name].call({ node: { path: 'app/a' } }, ...valuesOf(values))];
  expect(unnoticed(parameters, place, call)).toEqual([]);
});

test.each<[construct: string, given: object | undefined, message: string]>([
  ['LlmRoute', { gateway: 'gw' }, '[app/a] mesh is missing: give new MlServingMesh(…)'],
  ['LlmRoute', undefined, '[app/a] props must be of type LlmRouteProps, got undefined: give { mesh: … }'],
  ['MlServingMesh', { namespace: 'ml', gateway: 'gw' }, "[app/a] gateway must be of type MeshGateway, got 'gw': give MeshGateway.create(…) or MeshGateway.fromGateway(…)"],
  ['MlServingMesh', { namespace: 'ml', dataPlane: 'Sidecar' }, "[app/a] dataPlane must be of type DataPlane, got 'Sidecar': give DataPlane.AMBIENT or DataPlane.SIDECAR"],
  ['MlServingMesh', { namespace: 'ml', waypoint: { drain: 5 } }, '[app/a] waypoint.drain must be of type Duration, got 5: give Duration.seconds(30)'],
  ['MlServingMesh', { namespace: 'ml', waypoint: [] }, '[app/a] waypoint must be of type GatewayDeployment, got []: give { autoscaling: …, drain: …, minAvailable: …, replicas: …, resources: … }'],
  ['MeshTelemetry', { accessLogProviders: 'envoy' }, "[app/a] accessLogProviders must be a list of string, got 'envoy': give [text in quotes]"],
])('%s of %j says: %s', (construct, given, message) => {
  expect(() => new CLASSES[construct](chart(), 'a', given)).toThrow(message);
});

test('a class with another name, or a subclass of one, is known by what jsii wrote into it', () => {
  const type = Symbol.for('jsii.rtti');
  class A {
    static readonly [type] = { fqn: 'cdk8s-ml-mesh.MeshGateway', version: '0.0.0' };
    _bind() { throw new Error('asked'); }
  }
  class B extends A {}
  for (const gateway of [new A(), new B()]) {
    expect(() => new CLASSES.MlServingMesh(chart(), 'a', { namespace: 'ml', gateway })).toThrow('asked');
  }
});

test('the table is what npx projen signatures writes from the description of the API', () => {
  expect(readFileSync(TABLE, 'utf8')).toBe(signaturesModule(TYPES, CLASSES));
});
