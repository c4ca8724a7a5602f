import { Chart, Duration, Size, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import type { Recipe, Value } from './recipe';
import { isObject, tagOf } from './recipe';
import * as library from '../../src';
import type { Manifest } from '../../src/manifest/manifest-object';

/** What became of a recipe. */
export interface Platform {
  readonly manifests: Manifest[];
  readonly externalObjects: library.ExternalObject[];
  readonly workloads: library.IWorkload[];
  /** The install settings, where the recipe has them. */
  readonly install?: { readonly operator: unknown; readonly helmValues: unknown };
}

interface Scope {
  readonly mesh?: library.MlServingMesh;
  readonly workloads: Map<string, library.IWorkload>;
  readonly servers: Map<string, library.IModelServer>;
  readonly pools: Map<string, library.IInferencePool>;
  /** By pool and id. */
  readonly objectives?: Map<string, library.IInferenceObjective>;
  router?: library.ModelRouter;
  provider?: library.IExternalProvider;
}

const API = library as unknown as { readonly [name: string]: any };

/** What each kind of value becomes that is not plain. */
const MAKERS: { readonly [tag: string]: (value: Value, scope: Scope) => unknown } = {
  $call: ({ $call, args }, scope) => makeCall($call, args.map((arg: Value) => make(arg, scope))),
  $enum: ({ $enum }) => {
    const [name, member] = $enum.split('.');
    return API[name][member];
  },
  $millis: ({ $millis }) => Duration.millis($millis),
  $kibibytes: ({ $kibibytes }) => Size.kibibytes($kibibytes),
  $workload: ({ $workload }, { workloads }) => workloads.get($workload),
  $server: ({ $server }, { servers }) => servers.get($server),
  $pool: ({ $pool }, { pools }) => pools.get($pool),
  $objective: ({ $objective }, { objectives }) => objectives!.get($objective.join('/')),
  $modelOf: ({ $modelOf }, { router, pools }) => router!.modelHeader(pools.get($modelOf) as library.InferencePool),
  $provider: (_, { provider }) => provider,
  $gateway: (_, { mesh }) => mesh!.gateway,
  $mesh: (_, { mesh }) => mesh,
};

/** Makes the platform of a recipe. Throws what the library throws. */
export function construct(recipe: Recipe): Platform {
  const chart = new Chart(Testing.app({ outdir: 'unused' }), 'platform');
  const workloads = new Map<string, library.IWorkload>();
  const props = make(recipe.mesh, { workloads, servers: new Map(), pools: new Map() });
  const mesh = new library.MlServingMesh(chart, 'mesh', props);
  const servers = new Map<string, library.IModelServer>();
  const pools = new Map<string, library.IInferencePool>();
  const models = new Construct(chart, 'models');
  const objectives = new Map<string, library.IInferenceObjective>();
  const scope: Scope = { mesh, workloads, servers, pools, objectives };
  const add = (late: boolean) => recipe.namespaces.filter((step) => (step.late ?? false) === late)
    .forEach(({ name, options }) => mesh.addNamespace(name, make(options, scope)));
  add(false);
  for (const { id, adopted, options } of recipe.workloads) {
    const made = make(options, scope);
    workloads.set(id, adopted ? mesh.workloadFromAttributes(id, made) : mesh.addWorkload(id, made));
  }
  add(true);
  for (const { id, props: serverProps } of recipe.servers) {
    servers.set(id, new library.ModelServer(models, id, make(serverProps, scope)));
  }
  for (const step of recipe.pools) {
    const pool = new library.InferencePool(models, `${step.id}.pool`, make(step.props, scope));
    pools.set(step.id, pool);
    step.objectives.forEach(({ id, options }) => objectives.set(`${step.id}/${id}`, pool.addObjective(id, make(options, scope))));
    step.rewrites.forEach(({ id, options: { targets, ...options } }) => pool.addModelRewrite(id, {
      ...make(options, scope),
      targets: targets.map((target: library.ModelRewriteTarget) => ({ ...target, model: pool._models().base ?? 'any' })),
    }));
  }
  const { router, provider } = recipe.guests ?? {};
  if (router) {
    scope.router = new library.ModelRouter(chart, 'guest-router', make(router, scope));
  }
  if (provider) {
    scope.provider = new library.ExternalProvider(chart, 'guest-provider', make(provider, scope));
  }
  if (recipe.telemetry) {
    new library.MeshTelemetry(chart, 'telemetry', make(recipe.telemetry, scope));
  }
  const callees = new Map<string, { allowFrom(caller: library.ICaller, options?: library.AccessOptions): void }>(workloads);
  for (const { kind, id, props: routeProps } of recipe.routes) {
    callees.set(id, new API[kind](chart, id, make(routeProps, scope)));
  }
  for (const { on, caller, options } of recipe.edges) {
    callees.get(on)!.allowFrom(make(caller, scope) as library.ICaller, make(options, scope));
  }
  const install: library.MeshInstall | undefined = props.install;
  return {
    manifests: Testing.synth(chart),
    externalObjects: mesh.externalObjects,
    workloads: [...workloads.values()],
    install: install && { operator: install.toIstioOperator(), helmValues: install.toHelmValues() },
  };
}

/** Makes the install settings of a recipe alone, as `mesh.install` has them. */
export function makeInstall(install: Value): library.MeshInstall {
  return make(install, { workloads: new Map(), servers: new Map(), pools: new Map() });
}

/** Makes the config of a picker alone. */
export function makePickerConfig(config: Value): library.PickerConfig {
  return make(config, { workloads: new Map(), servers: new Map(), pools: new Map() });
}

function make(value: Value, scope: Scope): any {
  const tag = tagOf(value);
  if (tag !== undefined) {
    return MAKERS[tag](value, scope);
  }
  if (Array.isArray(value)) {
    return value.map((item) => make(item, scope));
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, make(child, scope)])) : value;
}

function makeCall(method: string, args: unknown[]): unknown {
  const [name, member] = method.split('.');
  return member === 'new' ? new API[name](...args) : API[name][member](...args);
}

/**
 * True for an error that a construct raises on purpose. What only the check of the finished app finds is none: a construct should have refused it,
 * or a rule is wrong.
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && !/\berror MLM\d{4} /.test(error.message) && (error.name === 'InvalidPropError'
    || /^(IstioVersion|GatewayApi) must be /.test(error.message)
    || error.message.startsWith('Validation failed with the following errors:'));
}
