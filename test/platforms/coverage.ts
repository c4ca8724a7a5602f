import type { PublicApi } from './public-api';
import { nameOf } from './public-api';
import type { TypeReference } from '../../scripts/assembly';
import type { Recipe, Value } from '../arbitrary/recipe';
import { isObject, tagOf } from '../arbitrary/recipe';

/** What no recipe can say, and why. */
export const EXCLUSIONS: { readonly [feature: string]: string } = {
  'ExternalObject.*': 'an output: mesh.externalObjects',
  'PodMetadata.*': 'an output: workload.podMetadata',
  'Findings.*': 'asked of a finished app: test/synth',
  'FindingsOptions.*': 'asked of a finished app: test/synth',
  'FindingSeverity.*': 'an output: Findings.of(scope).all',
  'MeshFinding.*': 'an output: Findings.of(scope).all',
  'MeshValidationProps.*': 'options of a plugin of the cdk8s CLI: test/synth',
  'MeshAssertions.*': 'asked of a finished app: test/synth',
  'MeshGraph.*': 'asked of a finished app: test/synth',
  'MeshOutcome.*': 'an output: MeshSimulator.answer(request)',
  'MeshRequest.*': 'asked of a finished app: test/synth',
  'BackendBehavior.*': 'asked of a finished app: test/synth',
  'BackendBehaviorOptions.*': 'asked of a finished app: test/synth',
  'RequestProtocol.*': 'asked of a finished app: test/synth',
  'RequestToken.*': 'asked of a finished app: test/synth',
  'RequestExpectation.*': 'asked of a finished app: test/synth',
  'RequestSet.*': 'asked of a finished app: test/synth',
  'RequestSetOptions.*': 'asked of a finished app: test/synth',
  'RequestVerdict.*': 'an output: MeshSimulator.judge and MeshAssertions',
  'MeshSimulator.*': 'asked of a finished app: test/synth',
  'CallerIdentity.*': 'an output: whoever implements ICaller; Caller.namespace and Caller.serviceAccount are its inputs',
};

/** Counts in how many platforms each feature of the public API occurs. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  constructor(private readonly api: PublicApi) {}

  add(recipe: Recipe): void {
    const found = new Set<string>();
    const visit = (value: Value, type: string) => this.visit(value, { fqn: `cdk8s-ml-mesh.${type}` }, found);
    visit(recipe.mesh, 'MlServingMeshProps');
    visit(recipe.telemetry, 'MeshTelemetryProps');
    recipe.namespaces.forEach(({ options }) => visit(options, 'NamespaceOptions'));
    recipe.workloads.forEach(({ adopted, options }) => visit(options, adopted ? 'WorkloadAttributes' : 'WorkloadOptions'));
    recipe.servers.forEach(({ props }) => visit(props, 'ModelServerProps'));
    recipe.pools.forEach(({ props, objectives, rewrites }) => {
      visit(props, 'InferencePoolProps');
      objectives.forEach(({ options }) => visit(options, 'InferenceObjectiveOptions'));
      rewrites.forEach(({ options }) => visit(options, 'ModelRewriteOptions'));
    });
    visit(recipe.guests?.router, 'ModelRouterProps');
    visit(recipe.guests?.provider, 'ExternalProviderProps');
    recipe.routes.forEach(({ kind, props }) => visit(props, `${kind}Props`));
    recipe.edges.forEach(({ caller, options }) => {
      visit(caller, 'ICaller');
      visit(options, 'AccessOptions');
    });
    found.forEach((feature) => this.counts.set(feature, (this.counts.get(feature) ?? 0) + 1));
  }

  /** How often each feature occurred, rarest first, without the exclusions. */
  rows(): { readonly feature: string; readonly count: number }[] {
    return this.api.features()
      .filter((feature) => EXCLUSIONS[feature] === undefined && EXCLUSIONS[`${feature.split('.')[0]}.*`] === undefined)
      .map((feature) => ({ feature, count: this.counts.get(feature) ?? 0 }))
      .sort((a, b) => a.count - b.count);
  }

  /** One line a type: its members with their counts. */
  table(): string {
    const byType = new Map<string, string[]>();
    for (const { feature, count } of [...this.rows()].sort((a, b) => a.feature.localeCompare(b.feature))) {
      const [type, member] = feature.split('.');
      byType.set(type, [...byType.get(type) ?? [], `${member} ${count}`]);
    }
    return [...byType].map(([type, members]) => `${type}: ${members.join(', ')}`).join('\n');
  }

  private visit(value: Value, type: TypeReference | undefined, found: Set<string>): void {
    const tag = tagOf(value);
    if (tag === '$enum') {
      found.add(value.$enum);
    } else if (tag === '$call') {
      this.visitCall(value.$call, value.args, found);
    } else if (Array.isArray(value)) {
      value.forEach((item) => this.visit(item, type?.collection?.elementtype, found));
    } else if (isObject(value) && tag === undefined && type) {
      this.visitProps(value, type, found);
    }
  }

  private visitCall(method: string, args: readonly Value[], found: Set<string>): void {
    const parameters = this.api.parametersOf(method);
    found.add(method);
    args.forEach((arg, i) => {
      found.add(`${method}(${parameters[i].name})`);
      this.visit(arg, parameters[i].type, found);
    });
  }

  private visitProps(value: Value, type: TypeReference, found: Set<string>): void {
    if (!this.api.isStruct(type)) {
      Object.values(value).forEach((child) => this.visit(child, type.collection?.elementtype, found));
      return;
    }
    const known = this.api.propsOf(nameOf(type));
    for (const [name, child] of Object.entries(value)) {
      this.api.structsWith(nameOf(type), name).forEach((struct) => found.add(`${struct}.${name}`));
      this.visit(child, known.find((prop) => prop.name === name)?.type, found);
    }
  }
}
