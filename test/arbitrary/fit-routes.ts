import type { Facts } from './facts';
import { factsOf, isGuarded, labelOf, namespaceOf, portsOf, serviceOf, speaksHttp, speaksHttp2 } from './facts';
import { givePods, takesJson } from './inference';
import type { Recipe, RouteStep, Struct, Value, WorkloadStep } from './recipe';
import { callValue, enumValue, isCall, memberOf, structOf } from './recipe';
import { isIstio131 } from './targets';
import { fitTrafficPolicy } from './traffic-policy';

interface RouteFacts extends Facts {
  readonly recipe: Recipe;
  /** The number of the route, which keeps its paths apart from those of the others. */
  readonly lane: number;
  /** The InferencePools of others of which the routes before it know the servers. */
  readonly adoptedPools: Struct[];
}

type Rule = (route: RouteStep, facts: RouteFacts) => void;

/** What a recipe cannot do without: picks become names. */
const RESOLVERS: readonly Rule[] = [
  resolveId, resolveConsumer, resolveAddress, resolveBackends, resolveService, resolveHostnames, resolveVersions, resolveSources,
];

const RULES: { readonly [name: string]: Rule } = {
  routeNames: nameRoute,
  routeKinds: fitKind,
  servicePorts: fitServicePort,
  consumers: fitConsumer,
  sources: fitSources,
  retries: fitRetries,
  budgets: fitBudgets,
  cors: fitCors,
  preflights: fitPreflights,
  targets: fitTargets,
  paths: fitPaths,
  matches: fitMatches,
  rewrites: ({ props }) => {
    if (!props.paths || props.pathMatches) {
      delete props.rewritePrefix;
    }
  },
  weights: fitWeights,
  distinctBackends,
  reachableVersions,
  weightedPools: fitWeightedPools,
  replicas: fitReplicas,
  waits: fitWaits,
  cookies: ({ props }) => {
    if (!props.assignCookie) {
      delete props.assignCookieMaxAge;
    }
  },
  waypointServices: addressWaypointServices,
  routePolicies: fitRoutePolicy,
};

export const ROUTE_RULES: readonly string[] = Object.keys(RULES);

export function fitRoutes(recipe: Recipe, without?: string): void {
  const facts = factsOf(recipe);
  const rules = [...RESOLVERS, ...Object.entries(RULES).filter(([name]) => name !== without).map(([, rule]) => rule)];
  const adoptedPools: Struct[] = [];
  for (const rule of rules) {
    recipe.routes.forEach((route, lane) => rule(route, { ...facts, recipe, lane, adoptedPools }));
  }
}

export function isExposed({ props }: RouteStep, { gateway }: Facts): boolean {
  return props.exposeAtGateway ?? (gateway !== undefined && props.consumerNamespace === undefined);
}

export function routeNamespace({ props }: RouteStep, facts: Facts): string {
  return namespaceOf(facts, props);
}

/** The calls that make its backends, copies included. */
export function backendsOf({ props }: RouteStep): Value[] {
  const versions = [props.stable, ...(props.candidates ?? []).map(({ version }: Struct) => version)].filter(Boolean);
  const targets = (props.targets ?? []).map(({ args }: Struct) => args[1]);
  return [props.backend, ...targets, props.fallback?.backend, props.mirror?.backend, ...versions.map(({ args }: Struct) => args[1])].filter(Boolean);
}

/** The workload of a backend, if it has one. */
export function workloadOf(recipe: Recipe, backend: Value): WorkloadStep | undefined {
  return isCall(backend, 'Backend.workload') ? recipe.workloads.find(({ id }) => id === backend.args[0].$workload) : undefined;
}

function choose<T>(items: readonly T[], pick: Value): T {
  return items[pick.$pick % items.length];
}

const OF_THE_MESH = ['service', 'servicePort', 'adoptService', 'meshFault', 'meshRouteKind', 'consumerNamespace'];
const NOT_TO_POOLS = [...OF_THE_MESH, 'cors', 'trafficPolicy'];

function drop(props: Struct, names: readonly string[]): void {
  names.forEach((name) => delete props[name]);
}

/** Of constructs in one scope, `constructs` itself wants different ids. */
function resolveId(route: RouteStep, { recipe, lane }: RouteFacts): void {
  if (recipe.routes.slice(0, lane).some(({ id }) => id === route.id)) {
    route.id = `${route.id.slice(0, 50)}.${lane}`;
  }
}

/** A namespace of the mesh other than the route's own. */
function resolveConsumer({ props }: RouteStep, facts: RouteFacts): void {
  if (!props.consumerNamespace) {
    return;
  }
  delete props.namespace;
  const others = facts.namespaces.filter((name) => name !== facts.mainNamespace);
  if (facts.target.ambient || others.length === 0) {
    delete props.consumerNamespace;
    return;
  }
  props.consumerNamespace = choose(others, props.consumerNamespace);
  props.service ??= { $pick: 0 };
  drop(props, ['exposeAtGateway', 'hostnames']);
}

function resolveAddress(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  props.namespace &&= choose([undefined, ...facts.namespaces], props.namespace);
  if (props.namespace === undefined) {
    delete props.namespace;
  }
  if (!facts.gateway) {
    delete props.exposeAtGateway;
  }
  if (!isExposed(route, facts)) {
    delete props.hostnames;
    props.service ??= { $pick: 0 };
  }
  const pools = backendsOf(route).some(({ $backend }) => $backend === 'pool');
  if (pools && isExposed(route, facts)) {
    drop(props, NOT_TO_POOLS);
    if (facts.install) {
      facts.install.inferenceExtension = true;
    }
  }
  if (!props.service) {
    drop(props, OF_THE_MESH);
  }
}

function resolveBackends(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  const resolve = (backend: Value, mayBePool: boolean) => resolveBackend(backend, route, facts, mayBePool && isExposed(route, facts));
  if (props.backend) {
    const { pick: drawn } = props.backend;
    props.backend = resolve(props.backend, true);
    markRequests(props.backend, drawn, facts);
  }
  for (const target of props.targets ?? []) {
    target.args[1] = resolve(target.args[1], true);
  }
  if (props.fallback) {
    props.fallback.backend = resolve(props.fallback.backend, true);
  }
  if (props.mirror) {
    props.mirror.backend = resolve(props.mirror.backend, false);
  }
  for (const version of [props.stable, ...(props.candidates ?? []).map((candidate: Struct) => candidate.version)].filter(Boolean)) {
    version.args[1] = resolve(version.args[1], true);
  }
}

/** Says of some routes to a pool of the platform what their requests are worth, where the gateway can be told. */
function markRequests(backend: Value, drawn: number, { recipe, namespaces, mainNamespace }: RouteFacts): void {
  const pool = isCall(backend, 'Backend.inferencePool') ? recipe.pools.find(({ id }) => id === backend.args[0].$pool) : undefined;
  const [objective] = pool?.objectives ?? [];
  if (pool && objective && namespaces.includes(structOf(recipe.mesh.gateway).namespace ?? mainNamespace)) {
    backend.args.push({ objective: { $objective: [pool.id, objective.id] }, ...(drawn % 3 > 0 && { fairnessId: 'team-a' }) });
  }
}

function resolveBackend(backend: Value, route: RouteStep, facts: RouteFacts, mayBePool: boolean): Value {
  const candidates = facts.recipe.workloads.filter((step) => canServe(step, route, facts));
  if (backend.$backend === 'workload' && candidates.length > 0) {
    const step = candidates[backend.pick % candidates.length];
    const ports = portsOf(step);
    const usable = ports.filter(speaksHttp);
    const isMain = backend.port === null && speaksHttp(ports[0]);
    return callValue('Backend.workload', { $workload: step.id }, ...(isMain ? [] : [usable[(backend.port ?? 0) % usable.length].port]));
  }
  const options = { ...backend.options };
  if (backend.$backend === 'pool' && mayBePool) {
    const pools = facts.recipe.pools.filter((step) => route.kind !== 'LlmRoute' || takesJson(step, facts.recipe));
    const pool = pools.length > 0 && backend.pick % 4 > 0 ? { $pool: pools[backend.pick % pools.length].id } : undefined;
    return callValue('Backend.inferencePool', pool ?? adoptPool({ name: options.name, ...resolvePool(options, facts) }, facts));
  }
  drop(options, ['name', 'servers', 'targetPorts', 'metricsPath', 'endpointPicker']);
  if (options.protocol && !speaksHttp(options)) {
    delete options.protocol;
  }
  if (options.namespace === undefined && !facts.allowsByDefault) {
    options.namespace = 'models';
  }
  if (facts.recipe.workloads.some((step) => serviceOf(step) === backend.name)) {
    options.namespace = 'models';
  }
  const port = backend.$backend === 'service' ? backend.port : 8080;
  return callValue('Backend.service', backend.name ?? 'elsewhere', port, ...(Object.keys(options).length > 0 ? [options] : []));
}

/** The pool, as an earlier route knows it where one does: two must say the same of it. */
function adoptPool(options: Struct, { adoptedPools }: RouteFacts): Value {
  const known = adoptedPools.find(({ name, namespace }) => options.servers && name === options.name && namespace === options.namespace);
  if (options.servers && !known) {
    adoptedPools.push(options);
  }
  return callValue('InferencePool.fromAttributes', known ?? options);
}

/** Servers and picker of one namespace, whose pods are known; or neither, and then a pool that nothing keeps callers from. */
function resolvePool(options: Struct, facts: RouteFacts): Struct {
  const members = facts.recipe.workloads.filter((step) => isGuarded(facts, step) && !step.options.outsideMesh);
  const servers = options.servers && members.length > 0 ? choose(members, options.servers) : undefined;
  const besideServers = (step: WorkloadStep) => servers && namespaceOf(facts, step.options) === namespaceOf(facts, servers.options);
  const pickers = members.filter((step) => facts.target.ambient && besideServers(step) && portsOf(step).length > 0
    && (step.adopted || speaksHttp2([portsOf(step)[0]])));
  if (!servers || !options.endpointPicker || pickers.length === 0) {
    return options.namespace === undefined && facts.allowsByDefault ? {} : { namespace: options.namespace ?? 'models' };
  }
  servers.options.sidecar = true;
  return {
    namespace: namespaceOf(facts, servers.options),
    servers: { $workload: servers.id },
    endpointPicker: { $workload: choose(pickers, options.endpointPicker).id },
    ...(options.metricsPath && { metricsPath: options.metricsPath }),
    ...((options.targetPorts || portsOf(servers).length === 0) && { targetPorts: options.targetPorts ?? [8000] }),
  };
}

/** Behind waypoints only what lies in the mesh. */
function canServe(step: WorkloadStep, route: RouteStep, facts: Facts): boolean {
  const needsNamespace = facts.target.ambient && (route.props.service !== undefined || facts.gateway?.usesWaypoint);
  return portsOf(step).some(speaksHttp) && !step.options.outsideMesh
    && (!needsNamespace || facts.namespaces.includes(namespaceOf(facts, step.options)));
}

/** A Service of its own, that of its first backend, or that of another route. */
function resolveService(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  if (!props.service) {
    return;
  }
  const namespace = routeNamespace(route, facts);
  const backend = workloadOf(facts.recipe, backendsOf(route)[0]);
  const isOwn = backend && portsOf(backend).slice(0, 1).some(speaksHttp) && namespaceOf(facts, backend.options) === namespace;
  const own = isOwn ? serviceOf(backend) : undefined;
  const other = facts.recipe.routes.slice(0, facts.lane)
    .find((earlier) => typeof earlier.props.service === 'string' && routeNamespace(earlier, facts) === namespace);
  const fresh = props.service.$pick % 5 === 4 ? `s${'v'.repeat(60)}${facts.lane}` : `service-${facts.lane}`;
  props.service = choose([fresh, fresh, own ?? fresh, other?.props.service ?? fresh], props.service);
}

function resolveHostnames({ props }: RouteStep, { gateway }: RouteFacts): void {
  if (!props.hostnames) {
    return;
  }
  const hostnames = props.hostnames.map(({ $pick }: Value) => {
    const served = gateway?.hostnames[$pick % gateway.hostnames.length] ?? '*.example.com';
    return $pick % 3 === 0 ? served : served.replace(/^\*/, `h${$pick % 7}`);
  });
  props.hostnames = [...new Set(hostnames)].slice(0, 16);
}

function resolveVersions({ props }: RouteStep): void {
  if (!props.stable) {
    return;
  }
  const names = ['v1', 'V2', '2024-06.1', 'rc_4', 'v'.repeat(63)];
  [props.stable, ...props.candidates.map(({ version }: Struct) => version)].forEach(({ args }: Struct, i: number) => {
    args[0] = names[i];
  });
  props.promote &&= choose(names.slice(1, props.candidates.length + 1), props.promote);
}

/** Workloads whose sidecars know their labels, each for one candidate. */
function resolveSources({ props }: RouteStep, { recipe }: RouteFacts): void {
  const free = recipe.workloads.filter(({ adopted, options }) => !options.outsideMesh && (!adopted || options.podLabels)).map(({ id }) => id);
  for (const candidate of props.candidates ?? []) {
    candidate.sources &&= candidate.sources.flatMap(({ $pick }: Value) => free.splice($pick % Math.max(free.length, 1), 1))
      .map(($workload: string) => ({ $workload }));
    if (candidate.sources?.length === 0) {
      delete candidate.sources;
    }
  }
}

/** Only for a Service that somebody has, and only what concerns no other caller. */
function fitConsumer({ props }: RouteStep, { recipe, lane }: RouteFacts): void {
  if (!props.consumerNamespace) {
    return;
  }
  drop(props, ['trafficPolicy', 'meshFault', 'meshRouteKind']);
  const known = recipe.workloads.some((step) => step.options.port !== undefined && serviceOf(step) === props.service)
    || recipe.routes.slice(0, lane).some((other) => other.props.service === props.service);
  if (!known) {
    props.adoptService = true;
  }
}

/** Only where sidecars read one VirtualService. */
function fitSources({ props }: RouteStep, { target, recipe }: RouteFacts): void {
  const shared = recipe.routes.filter((other) => other.props.service === props.service).length > 1;
  const candidates: Struct[] = (props.candidates ?? []).filter(({ sources }: Struct) => sources);
  if (!props.service || target.ambient || shared || props.consumerNamespace) {
    candidates.forEach((candidate) => delete candidate.sources);
  } else if (candidates.length > 0) {
    props.meshRouteKind = enumValue('MeshRouteKind.VIRTUAL_SERVICE');
  }
}

function nameRoute(route: RouteStep, { recipe, lane }: RouteFacts): void {
  const others = [...recipe.workloads, ...recipe.routes.slice(0, lane)].map(({ id }) => labelOf(id));
  if (others.includes(labelOf(route.id))) {
    route.id = `${route.id.slice(0, 50)}-r${lane}`;
  }
}

/** A VirtualService is alone at its Service. */
function fitKind(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  if (!props.service) {
    return;
  }
  const key = (step: RouteStep) => `${routeNamespace(step, facts)}/${step.props.service}`;
  const earlier = facts.recipe.routes.slice(0, facts.lane).filter((step) => step.props.service && key(step) === key(route));
  if (earlier.length > 0) {
    drop(props, ['meshFault', 'meshRouteKind', 'servicePort', 'adoptService']);
    earlier.forEach((step) => drop(step.props, ['meshFault', 'meshRouteKind']));
  }
  if (props.meshFault) {
    props.meshRouteKind = enumValue('MeshRouteKind.VIRTUAL_SERVICE');
  }
}

function fitServicePort({ props }: RouteStep, { recipe }: RouteFacts): void {
  const owner = recipe.workloads.find((step) => step.options.port !== undefined && serviceOf(step) === props.service);
  if (owner) {
    delete props.adoptService;
    if (!portsOf(owner).filter(speaksHttp).some(({ port }) => port === props.servicePort)) {
      delete props.servicePort;
    }
  }
}

const APIS = ['chatCompletions', 'completions', 'embeddings', 'responses', 'models', 'messages'];

/** Whatever says something of limits and retries: the route and, of an LlmRoute, its APIs. */
function limitedParts({ props }: RouteStep): Struct[] {
  return [props, ...APIS.flatMap((api) => props[api] ?? [])];
}

function usesHttpRoute(route: RouteStep, facts: Facts): boolean {
  return isExposed(route, facts) || memberOf(route.props.meshRouteKind) !== 'VIRTUAL_SERVICE';
}

function fitRetries(route: RouteStep, facts: RouteFacts): void {
  const byHttpRoute = usesHttpRoute(route, facts);
  const off = isCall(facts.install?.retries, 'MeshRetries.off');
  for (const part of limitedParts(route)) {
    const refused = (isCall(part.retry, 'RetryPolicy.none') && byHttpRoute && !off)
      || (isCall(part.retry, 'RetryPolicy.onCodes') && byHttpRoute && !facts.target.experimental);
    if (refused) {
      delete part.retry;
    }
  }
}

function fitBudgets(route: RouteStep): void {
  const { props } = route;
  fitBudget(props, props, undefined);
  for (const part of limitedParts(route).slice(1)) {
    const limits = { timeout: part.timeout ?? (part.maxOutputTokens === undefined ? props.timeout : undefined), retry: part.retry ?? props.retry };
    fitBudget(part, limits, part.maxOutputTokens === undefined ? undefined : part);
  }
}

function fitBudget(part: Struct, { timeout, retry }: Struct, generation: Struct | undefined): void {
  if (generation && retry?.args[0]?.perTryTimeout?.$millis < generation.timeToFirstToken.$millis) {
    generation.timeToFirstToken = retry.args[0].perTryTimeout;
  }
  const needed = neededMillis(isCall(retry, 'RetryPolicy.onCodes') ? retry.args[0] : undefined, generation);
  if (timeout && timeout.$millis < needed) {
    part.timeout = { $millis: Math.ceil(needed) };
  }
}

function neededMillis(retry: Struct | undefined, generation: Struct | undefined): number {
  const perTry = retry?.perTryTimeout ?? generation?.timeToFirstToken;
  const base = retry?.backoff?.$millis ?? 25;
  const pauses = perTry && retry ? Array.from({ length: retry.attempts }, (_, i) => base * Math.min(2 ** (i + 1) - 1, 10)) : [];
  const streaming = generation ? Math.ceil(1_000 * generation.maxOutputTokens / generation.tokensPerSecond) : 0;
  return (1 + (retry?.attempts ?? 0)) * (perTry?.$millis ?? 0) + pauses.reduce((sum, pause) => sum + pause, 0) + streaming;
}

function fitCors(route: RouteStep, facts: RouteFacts): void {
  if (usesHttpRoute(route, facts) && !facts.target.experimental && facts.target.gatewayApi === '1.4') {
    delete route.props.cors;
  }
}

/** A preflight request carries no headers. */
function fitPreflights({ props }: RouteStep): void {
  if (props.cors) {
    drop(props, ['headers', 'modelHeader']);
    if (props.methods && !props.methods.includes('OPTIONS')) {
      props.methods.push('OPTIONS');
    }
  }
}

/** Each route has paths of its own; only the first may take what is left. */
function fitPaths(route: RouteStep, { recipe, lane }: RouteFacts): void {
  const { props, kind } = route;
  const alone = recipe.routes.length === 1;
  if (kind === 'LlmRoute') {
    if (!alone && props.pathPrefix === undefined) {
      props.basePath = `/b${lane}${props.basePath ?? '/v1'}`;
    } else if (!alone) {
      props.pathPrefix = `/p${lane}${props.pathPrefix}`;
    }
    props.basePath = props.basePath?.replace('//', '/');
    props.pathPrefix = props.pathPrefix?.replace('//', '/');
    ['basePath', 'pathPrefix'].filter((prop) => props[prop] === undefined).forEach((prop) => delete props[prop]);
    return;
  }
  if (!alone && !props.paths && !props.pathMatches) {
    props.paths = ['/all'];
  }
  if (!alone) {
    props.paths &&= props.paths.map((path: string) => `/r${lane}${path}`);
    props.pathMatches &&= props.pathMatches.map((match: Value) => inLane(match, lane));
  }
  distinctPaths(props);
}

function inLane(match: Value, lane: number): Value {
  const { $call, args: [first, ...others] } = match;
  const changed: { readonly [method: string]: string } = {
    'PathMatch.regex': `/x${lane}/${first.replace('^', '')}`,
    'PathMatch.grpc': `l${lane}.${first}`,
  };
  return callValue($call, changed[$call] ?? `/r${lane}${first}`, ...others);
}

/** What ends with a slash or not is the same prefix, and what is below a prefix needs no regex. */
function distinctPaths(props: Struct): void {
  const taken = new Set<string>();
  const isNew = (key: string) => !taken.has(key) && taken.add(key) !== undefined;
  const trimmed = (path: string) => path.replace(/\/+$/, '');
  props.paths &&= props.paths.filter((path: string) => isNew(`prefix ${trimmed(path)}`));
  props.pathMatches &&= props.pathMatches.filter(({ $call, args }: Value) => {
    const isPrefix = $call === 'PathMatch.prefix' || ($call === 'PathMatch.grpc' && args.length === 1);
    const path = $call === 'PathMatch.grpc' ? `/${args.join('/')}` : args[0];
    return isNew(isPrefix ? `prefix ${trimmed(path)}` : `${$call === 'PathMatch.regex' ? 'regex' : 'exact'} ${path}`);
  });
  if (props.pathMatches?.length === 0) {
    delete props.pathMatches;
  }
}

function fitMatches({ props }: RouteStep): void {
  const nameOf = ({ $call, args }: Value) => ($call === 'HeaderMatch.cookie' ? 'cookie' : args[0].toLowerCase());
  const once = (list: Value[], name: (item: Value) => string) => list
    .filter((item, i) => list.findIndex((other) => name(other) === name(item)) === i);
  props.headers &&= once(props.headers, nameOf);
  props.queryParams &&= once(props.queryParams, ({ args }) => args[0]);
  const cohorts = new Set<string>();
  for (const candidate of props.candidates ?? []) {
    candidate.cohorts &&= candidate.cohorts.filter((cohort: Value) => {
      const key = JSON.stringify(cohort).toLowerCase();
      return !cohorts.has(key) && cohorts.add(key);
    }).slice(0, 5 - cohorts.size > 0 ? 2 : 0);
    if (candidate.cohorts?.length === 0) {
      delete candidate.cohorts;
    }
  }
}

function fitWeights({ props }: RouteStep): void {
  let left = 100;
  for (const candidate of props.candidates ?? []) {
    if (candidate.weight !== undefined) {
      candidate.weight = Math.min(candidate.weight, left);
      left -= candidate.weight;
    }
  }
  const promoted = props.candidates?.find(({ version }: Struct) => version.args[0] === props.promote);
  if (promoted?.weight > left) {
    promoted.weight = left;
  }
}

/** Versions that are one backend become Services of their own. */
function distinctBackends(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  const { recipe } = facts;
  const taken = new Set<string>();
  for (const version of [props.stable, ...(props.candidates ?? []).map((candidate: Struct) => candidate.version)].filter(Boolean)) {
    const [backend] = version.args.slice(1);
    const workload = workloadOf(recipe, backend);
    const key = workload ? `${serviceOf(workload)}:${backend.args[1] ?? workload.options.port}` : `${backend.$call} ${JSON.stringify(backend.args[0])}`;
    if (taken.has(key)) {
      const other = recipe.workloads.find((step) => canServe(step, route, facts) && speaksHttp(portsOf(step)[0])
        && !taken.has(`${serviceOf(step)}:${step.options.port}`));
      version.args[1] = other
        ? callValue('Backend.workload', { $workload: other.id })
        : callValue('Backend.service', `own-${version.args[0].toLowerCase().slice(0, 1)}${taken.size}`, 8080, { namespace: 'models' });
      taken.add(other ? `${serviceOf(other)}:${other.options.port}` : version.args[0]);
    }
    taken.add(key);
  }
}

function reachableVersions({ props }: RouteStep): void {
  const named = props.versionHeader !== undefined || props.assignCookie !== undefined;
  for (const candidate of props.candidates ?? []) {
    if (isCall(candidate.version.args[1], 'Backend.inferencePool') || isCall(props.stable.args[1], 'Backend.inferencePool')) {
      delete candidate.mirrorPercentage;
    }
    if (!named && !candidate.weight && !candidate.cohorts && !candidate.sources && !candidate.mirrorPercentage) {
      props.versionHeader = 'x-model-version';
    }
  }
}

const FIRST_WITH_POOLS = ['1.29.9', '1.30.6', '1.31.2'];

function fitWeightedPools(route: RouteStep, { target }: RouteFacts): void {
  const { props } = route;
  const pools = backendsOf(route).some((backend) => isCall(backend, 'Backend.inferencePool'));
  if (props.candidates && pools && !FIRST_WITH_POOLS.includes(target.istio)) {
    props.candidates.forEach((candidate: Struct) => {
      candidate.weight = 0;
    });
    props.versionHeader ??= 'x-model-version';
  }
}

/** Targets that nothing tells apart, and what goes with none of them. */
function fitTargets(route: RouteStep, facts: RouteFacts): void {
  const { target, lane } = facts;
  const { props } = route;
  // One HTTPRoute holds 16 rules.
  const named = ['chatCompletions', 'completions', 'embeddings', 'responses', 'models', 'messages'].filter((api) => props[api]).length;
  const rules = (1 + (props.targets?.length ?? 0)) * (props.fallback ? 2 : 1) * (named || 6);
  if (!isExposed(route, facts) || rules > 16) {
    delete props.tokenRateLimits;
  }
  if (props.targets) {
    const taken = new Set<string>();
    props.targets = props.targets.filter(({ $call, args }: Struct) => {
      const known = taken.has(`${$call} ${args[0]}`);
      taken.add(`${$call} ${args[0]}`);
      return !known;
    });
    const tenants = props.targets.filter((value: Value) => isCall(value, 'LlmTarget.tenant'));
    tenants.forEach(({ args }: Struct) => {
      args[0] = `/${lane}${args[0]}`;
    });
    drop(props, ['modelHeader', ...(tenants.length > 0 ? ['pathPrefix'] : []), ...(tenants.length === props.targets.length ? ['modelNameHeader'] : [])]);
  } else {
    delete props.modelNameHeader;
  }
  if (props.fallback) {
    const own = JSON.stringify(props.fallback.backend);
    const others = backendsOf(route).filter((backend) => backend !== props.fallback.backend);
    if (others.some((backend) => JSON.stringify(backend) === own || sameBackend(backend, props.fallback.backend))) {
      delete props.fallback;
    } else if (!FIRST_WITH_POOLS.includes(target.istio) && backendsOf(route).some((backend) => isCall(backend, 'Backend.inferencePool'))) {
      props.fallback.share = props.fallback.share === 100 ? 100 : 0;
    }
  }
}

function sameBackend(a: Value, b: Value): boolean {
  return a.$call === b.$call && JSON.stringify(a.args[0]) === JSON.stringify(b.args[0]);
}

/** A version that gets requests has pods. */
function fitReplicas(route: RouteStep, { recipe }: RouteFacts): void {
  if (!route.props.candidates) {
    return;
  }
  for (const backend of backendsOf(route)) {
    const step = workloadOf(recipe, backend);
    if (step?.options.replicas === 0) {
      step.options.replicas = 1;
    }
    const pool = isCall(backend, 'Backend.inferencePool') && recipe.pools.find(({ id }) => id === backend.args[0].$pool);
    if (pool) {
      givePods(pool, recipe);
    }
  }
}

/** A request waits at the picker for as long as its client does, where the route has a limit. */
function fitWaits(route: RouteStep, { recipe }: RouteFacts): void {
  const limited = limitedParts(route).some(({ timeout, maxOutputTokens }) => timeout !== undefined || maxOutputTokens !== undefined);
  const ids = backendsOf(route).flatMap((backend) => (isCall(backend, 'Backend.inferencePool') ? backend.args[0].$pool ?? [] : []));
  recipe.pools.filter(({ id }) => limited && ids.includes(id)).forEach(({ props }) => delete props.endpointPicker?.args[0]?.config?.flowControl);
}

/** What passes a waypoint has a Service with an address. */
function addressWaypointServices(route: RouteStep, { recipe, target, gateway }: RouteFacts): void {
  if (!target.ambient || (!route.props.service && !gateway?.usesWaypoint)) {
    return;
  }
  const addressed = recipe.workloads.filter((step) => serviceOf(step) === route.props.service);
  for (const step of [...addressed, ...backendsOf(route).flatMap((backend) => workloadOf(recipe, backend) ?? [])]) {
    delete step.options.headless;
  }
}

/** One policy for each Service, in namespaces of the mesh. */
function fitRoutePolicy(route: RouteStep, facts: RouteFacts): void {
  const { props } = route;
  const { recipe, lane } = facts;
  const backends = backendsOf(route);
  const workloads = backends.flatMap((backend) => workloadOf(recipe, backend) ?? []);
  const earlier = recipe.routes.slice(0, lane).filter((other) => other.props.trafficPolicy)
    .flatMap(backendsOf).map((backend) => workloadOf(recipe, backend)?.id);
  const mayHave = workloads.length === backends.length
    && workloads.every(({ id, options }) => facts.namespaces.includes(namespaceOf(facts, options)) && !earlier.includes(id));
  const policy = props.trafficPolicy && mayHave && fitTrafficPolicy(props.trafficPolicy, {
    istio131: isIstio131(facts.target),
    h2c: workloads.every((step) => speaksHttp2(portsOf(step))),
    replicas: workloads.map(({ options }) => options.replicas),
  });
  if (policy) {
    props.trafficPolicy = policy;
    workloads.forEach(({ options }) => delete options.trafficPolicy);
  } else {
    delete props.trafficPolicy;
  }
}

/** True where the route has an address in the mesh, and pods that are known behind all of its backends. */
export function canBeAllowed(recipe: Recipe, route: RouteStep, facts: Facts): boolean {
  return route.props.service !== undefined && backendsOf(route).every((backend) => {
    const workload = workloadOf(recipe, backend);
    return workload !== undefined && isGuarded(facts, workload);
  });
}
