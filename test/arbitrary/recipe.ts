/** A value of a recipe: plain data, with objects of one key that starts with `$` for what is not plain. */
export type Value = any;

/** The props of a struct, as values of a recipe. */
export interface Struct {
  [prop: string]: Value;
}

/** The class name of a route construct. */
export type RouteKind = 'ModelRoute' | 'LlmRoute' | 'CanaryModel';

export interface NamespaceStep {
  readonly name: string;
  options?: Struct;
  /** Added after the workloads. */
  readonly late?: boolean;
}

export interface WorkloadStep {
  id: string;
  /** By `workloadFromAttributes`, else by `addWorkload`. */
  adopted: boolean;
  options: Struct;
}

/** A `ModelServer` with its Deployment. */
export interface ServerStep {
  id: string;
  props: Struct;
}

/** An `InferencePool` with its picker. */
export interface PoolStep {
  id: string;
  props: Struct;
  objectives: OptionsStep[];
  rewrites: OptionsStep[];
}

/** `addObjective` or `addModelRewrite` of a pool. */
export interface OptionsStep {
  id: string;
  options: Struct;
}

export interface RouteStep {
  readonly kind: RouteKind;
  id: string;
  props: Struct;
}

/** `allowFrom` of a workload or a route. */
export interface EdgeStep {
  /** The id of the workload or route. */
  readonly on: string;
  readonly caller: Value;
  options?: Struct;
}

/** What takes routes of its own. */
export interface Guests {
  /** Props of a ModelRouter. */
  router?: Struct;
  /** Props of an ExternalProvider. */
  provider?: Struct;
  /** A CanaryModel whose versions are models of one pool. */
  shares?: true;
}

/** A platform as plain data, from which `construct` makes it. */
export interface Recipe {
  /** Props of the MlServingMesh. */
  mesh: Struct;
  namespaces: NamespaceStep[];
  workloads: WorkloadStep[];
  servers: ServerStep[];
  pools: PoolStep[];
  /** Props of a MeshTelemetry of its own. */
  telemetry?: Struct;
  routes: RouteStep[];
  guests?: Guests;
  edges: EdgeStep[];
}

/** `Class.method(…args)` of the public API, or `new Class(…args)` for `Class.new`. */
export interface CallValue {
  readonly $call: string;
  readonly args: readonly Value[];
}

export function callValue(method: string, ...args: readonly Value[]): CallValue {
  return { $call: method, args };
}

export function isCall(value: Value, method: string): boolean {
  return isObject(value) && value.$call === method;
}

/** The props that a call is given as its only argument. */
export function structOf(value: Value): Struct {
  return value?.args[0] ?? {};
}

export function isObject(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The tag of a value that is not plain: `$call`, `$enum`, `$millis`, `$kibibytes`, `$workload`, `$server`, `$pool`, `$objective`, `$modelOf`, `$provider`, `$gateway`, `$mesh`. */
export function tagOf(value: Value): string | undefined {
  return isObject(value) ? Object.keys(value).find((key) => key.startsWith('$')) : undefined;
}

export function enumValue(name: string): Value {
  return { $enum: name };
}

/** The name behind `$enum`, without the name of the enum. */
export function memberOf(value: Value): string | undefined {
  return value?.$enum?.split('.')[1];
}
