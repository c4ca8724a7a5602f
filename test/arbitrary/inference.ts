import * as fc from 'fast-check';
import type { Facts } from './facts';
import { isGuarded, labelOf, namespaceOf, portsOf, serviceOf, speaksGrpc, speaksHttp, speaksHttp2 } from './facts';
import type { PoolStep, Recipe, ServerStep, Struct, Value, WorkloadStep } from './recipe';
import { callValue, enumValue, isCall, memberOf, structOf } from './recipe';
import * as texts from './texts';
import { anyBoolean, call, count, dictionary, enumOf, list, maybe, seconds, size, struct, time } from './values';
import { protocol } from './workloads';
import type {
  ConcurrencyThresholds, EndpointPickerAttributes, EndpointPickerOptions, FlowControl, InferenceObjectiveOptions, InferencePoolProps, LoraAdapter,
  ModelRewriteOptions, ModelRewriteTarget, ModelServerAttributes, ModelServerProps,
  PickerCertificateOptions, PickerConfig, PrefixCacheOptions, PriorityBand, RoutingSidecarOptions, UtilizationThresholds,
} from '../../src';
import {
  EndpointChoice, FlowFairness, FlowOrdering, ModelEngine, PickerFailureMode, PickerRelease, PickerReplication, RequestParser, ServingRole,
} from '../../src';
import { ENGINES } from '../../src/inference/model-engine';
import type { ServerFacts } from '../../src/inference/picker/config';

/** A model server with its Deployment. */
export function modelServer(): fc.Arbitrary<ServerStep> {
  return fc.record({ id: texts.anyName(), props: serverProps() });
}

function serverProps(): fc.Arbitrary<Struct> {
  return struct<ModelServerProps>({
    mesh: fc.constant({ $mesh: true }),
    namespace: fc.constantFrom('ml-training', 'ml-features'),
    serviceAccount: texts.objectName(),
    labels: texts.labels(),
    port: texts.port(),
    dataParallelPorts: fc.uniqueArray(fc.integer({ min: 10_000, max: 20_000 }), { minLength: 1, maxLength: 7 }),
    protocol: protocol(),
    engine: enumOf('ModelEngine', ModelEngine),
    image: fc.constantFrom('vllm/vllm-openai:v0.21.0', 'registry.example.com/serve@sha256:0123456789'),
    model: fc.constantFrom('meta-llama/Llama-3.1-70B', '/models/qwen'),
    servedModelName: fc.constantFrom('llama', 'Qwen2.5_VL'),
    args: list(fc.constantFrom('--tensor-parallel-size=2', '--max-model-len', '16000')),
    env: dictionary(fc.constantFrom('VLLM_LOGGING_LEVEL', '_x', 'A1'), fc.constantFrom('', 'debug')),
    replicas: fc.constantFrom(0, 1, 2, 8),
    gpus: fc.constantFrom(0, 1, 8),
    gpuResource: fc.constantFrom('amd.com/gpu', 'nvidia.com/mig-1g.5gb'),
    nodeSelector: texts.labels(),
    cpu: texts.cpu(),
    memory: texts.memory(),
    sharedMemory: size(1, 10_000_000),
    tokenSecret: texts.objectName(),
    tokenSecretKey: fc.constantFrom('token', 'hf.token'),
    modelClaim: texts.objectName(),
    startupTime: seconds(1, 7_200),
    preStopDelay: seconds(1, 60),
    drainTime: seconds(0, 3_600),
    loraAdapters: list(loraAdapter()),
    role: enumOf('ServingRole', ServingRole),
    routingSidecar: struct<RoutingSidecarOptions>({
      image: fc.constant('registry.example.com/llm-d-router-disagg-sidecar:v0.10.0'),
      enginePort: fc.integer({ min: 30_001, max: 40_000 }),
    }, { presence: 80 }),
  }, { required: ['mesh', 'engine', 'image', 'routingSidecar'], presence: 40 });
}

function loraAdapter(): fc.Arbitrary<Struct> {
  return struct<LoraAdapter>({ name: fc.constantFrom('sql', 'support-v2'), path: fc.constantFrom('/adapters/sql', 'org/lora') }, { required: ['name', 'path'] });
}

/** A pool with its picker; who its servers are is picked when the platform is known. */
export function inferencePool(): fc.Arbitrary<PoolStep> {
  return fc.record({
    id: texts.anyName().map((name) => name.slice(0, 40)),
    props: struct<InferencePoolProps>({
      mesh: fc.constant({ $mesh: true }),
      servers: fc.record({ $pick: fc.nat(1_000), attributes: attributes() }),
      poolName: texts.label().map((label) => label.slice(0, 40).replace(/-+$/, '')),
      endpointPicker: fc.oneof(
        { weight: 6, arbitrary: call('EndpointPicker.create', pickerOptions()) },
        { weight: 1, arbitrary: fc.record({ $pick: fc.nat(1_000), attributes: pickerAttributes() }) },
      ),
      failureMode: enumOf('PickerFailureMode', PickerFailureMode),
    }, { required: ['mesh', 'servers'], presence: 80 }),
    objectives: fc.uniqueArray(fc.record({ id: fc.constantFrom('interactive', 'batch'), options: objective() }), { minLength: 1, maxLength: 2, selector: ({ id }) => id }),
    rewrites: fc.uniqueArray(fc.record({ id: fc.constantFrom('alias', 'any'), options: rewrite() }), { maxLength: 2, selector: ({ id }) => id }),
  });
}

function objective(): fc.Arbitrary<Struct> {
  return struct<InferenceObjectiveOptions>({
    priority: fc.constantFrom(-5, 0, 10),
    objectiveName: texts.objectName().map((name) => name.slice(0, 60).replace(/[-.]+$/, '')),
  }, { required: ['priority'] });
}

/** The model is named when the servers are known. */
function rewrite(): fc.Arbitrary<Struct> {
  const target = struct<ModelRewriteTarget>({ model: fc.constant(''), weight: fc.constantFrom(1, 1_000_000) }, { required: ['model'] });
  return struct<ModelRewriteOptions>({
    models: fc.uniqueArray(fc.constantFrom('gpt', 'org/model:v1', 'x'), { minLength: 1, maxLength: 3 }),
    targets: fc.tuple(target),
  }, { required: ['targets'], presence: 75 });
}

function pickerAttributes(): fc.Arbitrary<Struct> {
  return struct<EndpointPickerAttributes>({ release: enumOf('PickerRelease', PickerRelease) });
}

function attributes(): fc.Arbitrary<Struct> {
  return struct<ModelServerAttributes>({
    engine: enumOf('ModelEngine', ModelEngine),
    targetPorts: fc.uniqueArray(fc.integer({ min: 1_000, max: 20_000 }), { minLength: 1, maxLength: 8 }),
    metricsPath: fc.constantFrom('/metrics', '/m'),
    role: enumOf('ServingRole', ServingRole),
    loraAdapters: list(fc.constantFrom('sql', 'support-v2')),
    servedModelName: fc.constantFrom('llama', 'Qwen2.5_VL'),
  }, { required: ['engine'], presence: 60 });
}

function pickerOptions(): fc.Arbitrary<Struct> {
  return struct<EndpointPickerOptions>({
    release: enumOf('PickerRelease', PickerRelease),
    image: fc.constant('registry.example.com/gateway-api-inference-extension/epp:v1.5.0'),
    config: pickerConfig(),
    tls: fc.oneof(call('PickerTls.mesh'), call('PickerTls.selfSigned'), call('PickerTls.certificate', texts.objectName(), certificate())),
    replicas: fc.constantFrom(0, 1, 2, 3),
    replication: enumOf('PickerReplication', PickerReplication),
    maxConcurrency: count(1, 10_000_000),
    cpu: texts.cpu(),
    memory: texts.memory(),
    drainTime: seconds(1, 3_600),
    metricsAuthentication: anyBoolean(),
  }, { presence: 65 });
}

function certificate(): fc.Arbitrary<Struct> {
  return struct<PickerCertificateOptions>({ caConfigMap: texts.objectName(), hostname: fc.constant('epp.example.com') }, { required: ['caConfigMap'], presence: 70 });
}

function pickerConfig(): fc.Arbitrary<Struct> {
  return struct<PickerConfig>({
    scorers: fc.uniqueArray(scorer(), { minLength: 1, maxLength: 6, selector: ({ $call }) => $call }),
    choice: enumOf('EndpointChoice', EndpointChoice),
    parsers: list(enumOf('RequestParser', RequestParser), 2, 6),
    saturation: fc.oneof(
      call('SaturationDetector.utilization'), call('SaturationDetector.concurrency'),
      { weight: 2, arbitrary: call('SaturationDetector.utilization', utilization()) }, { weight: 2, arbitrary: call('SaturationDetector.concurrency', concurrency()) },
    ),
    flowControl: struct<FlowControl>({
      timeToLive: time(1, 600_000),
      maxRequests: count(1, 1_000_000),
      maxBytes: size(1, 1_000_000),
      priorityBands: fc.uniqueArray(priorityBand(), { minLength: 1, maxLength: 3, selector: ({ priority }) => priority }),
    }, { presence: 65 }),
    experimentalPlugins: anyBoolean(),
  }, { presence: 65 });
}

/** What a picker of the Inference Extension is told, and the servers that it is told it for. */
export function pickerDraft(): fc.Arbitrary<{ readonly config: Struct; readonly servers: ServerFacts }> {
  const servers = fc.record({
    engineType: fc.constantFrom(...new Set(Object.values(ENGINES).map(({ engineType }) => engineType))),
    metricsPath: fc.constantFrom(...new Set(['/m', ...Object.values(ENGINES).map(({ metricsPath }) => metricsPath)])),
    h2c: fc.boolean(),
    disaggregated: fc.constant(false),
  });
  return fc.record({ config: pickerConfig(), servers }).map((drawn) => {
    const options = { config: drawn.config };
    fitPicker(options, { h2c: drawn.servers.h2c, grpc: false });
    const { config } = options;
    return { config, servers: { ...drawn.servers, grpc: drawn.servers.h2c && takesGrpc(config) } };
  });
}

function scorer(): fc.Arbitrary<Value> {
  const weight = fc.constantFrom(0.5, 1, 3);
  const plain = ['queueDepth', 'kvCacheUtilization', 'prefixCache', 'runningRequests', 'loraAffinity', 'tokenLoad', 'sessionAffinity'];
  const prefix = struct<PrefixCacheOptions>({ maxTokens: count(1, 100_000), blocksPerServer: count(1, 100_000) }, { presence: 70 });
  return fc.oneof(
    { weight: 7, arbitrary: fc.tuple(fc.constantFrom(...plain), maybe(weight, 75)).map(([name, given]) => callValue(`EndpointScorer.${name}`, ...(given ? [given] : []))) },
    { weight: 2, arbitrary: call('EndpointScorer.prefixCache', weight, prefix) },
    { weight: 2, arbitrary: call('EndpointScorer.tokenLoad', weight, count(1, 1_000_000)) },
  );
}

function utilization(): fc.Arbitrary<Struct> {
  return struct<UtilizationThresholds>({
    queueDepth: count(1, 100),
    kvCacheUtilization: fc.constantFrom(0.01, 0.8, 1),
    staleness: time(1, 5_000),
    headroom: fc.constantFrom(0, 0.2),
  }, { presence: 65 });
}

function concurrency(): fc.Arbitrary<Struct> {
  return struct<ConcurrencyThresholds>({
    maxRequests: count(1, 1_000),
    maxTokens: count(1, 1_000_000),
    headroom: fc.constantFrom(0, 0.2),
  }, { presence: 65 }).map(({ maxTokens, ...others }) => (
    others.maxRequests === undefined && maxTokens !== undefined ? { ...others, maxTokens } : others
  ));
}

function priorityBand(): fc.Arbitrary<Struct> {
  return struct<PriorityBand>({
    priority: fc.constantFrom(-1, 0, 1, 100),
    maxRequests: count(1, 10_000),
    maxBytes: size(1, 100_000),
    fairness: enumOf('FlowFairness', FlowFairness),
    ordering: enumOf('FlowOrdering', FlowOrdering),
  }, { required: ['priority'], presence: 75 });
}

const TAKES_GRPC = ['VLLM_GRPC', 'VERTEX_AI', 'PASSTHROUGH'];

const WITHOUT_H2C = ['1.29.0', '1.29.4', '1.29.9', '1.30.0'];

/** Servers that are alike, and a picker that goes together with them. */
export function fitPools(recipe: Recipe, facts: Facts): void {
  const alone = recipe.pools.length === 1;
  const names = new Set<string>([...recipe.servers, ...recipe.workloads].map(({ id }) => labelOf(id)));
  recipe.pools = recipe.pools.filter((step, i) => {
    step.id = names.has(labelOf(`${step.id}-epp`)) || recipe.pools.findIndex(({ id }) => labelOf(id) === labelOf(step.id)) < i ? `${step.id}-p${i}` : step.id;
    const chosen = chooseServers(recipe, facts, step.props.servers, alone);
    step.props.servers = chosen?.values;
    return chosen && fitPool(step, recipe, facts, { ...chosen, i });
  });
  recipe.servers.filter(({ props }) => memberOf(props.role) !== 'DECODE').forEach(({ props }) => delete props.routingSidecar);
}

interface ChosenServers {
  readonly values: Value[];
  readonly namespace: string;
  readonly h2c: boolean;
  readonly grpc: boolean;
  readonly pair: boolean;
}

/** One model server, a pair of them with a part each, or a workload. */
function chooseServers({ servers, workloads }: Recipe, facts: Facts, { $pick, attributes: given }: Value, alone: boolean): ChosenServers | undefined {
  const usable = workloads.filter((step) => isGuarded(facts, step) && !step.options.outsideMesh && speaksHttp(portsOf(step)[0] ?? { protocol: { $enum: 'PortProtocol.TCP' } }));
  if (servers.length === 0 || $pick % 3 === 0) {
    if (usable.length === 0) {
      return undefined;
    }
    return adoptServers(usable, facts, usable[$pick % usable.length], given);
  }
  const [first, second] = servers;
  const pair = facts.target.ambient && alone && servers.length === 2 && $pick % 2 === 0;
  const chosen = pair ? [first, second] : [servers[$pick % servers.length]];
  chosen.forEach(({ props }, i) => fitServer(props, facts, pair ? [enumValue('ServingRole.PREFILL'), enumValue('ServingRole.DECODE')][i] : undefined));
  if (pair) {
    makeAlike(first, second);
  }
  const { props } = chosen[0];
  const protocols = { h2c: speaksHttp2([props]), grpc: speaksGrpc([props]) };
  return { values: chosen.map(({ id }) => ({ $server: id })), namespace: namespaceOf(facts, props), ...protocols, pair };
}

/** Whether requests of JSON get through to its servers, and are read by them. */
export function takesJson({ props: { servers, endpointPicker } }: PoolStep, recipe: Recipe): boolean {
  const parsers = isCall(endpointPicker, 'EndpointPicker.create') ? structOf(endpointPicker).config?.parsers : undefined;
  const ports = servers.map(({ $server, args }: Value) => ($server === undefined
    ? portsOf(recipe.workloads.find(({ id }) => id === args[0].$workload)!)[0]
    : recipe.servers.find(({ id }) => id === $server)!.props));
  return !speaksGrpc(ports) && !parsers?.every((parser: Value) => memberOf(parser) === 'VLLM_GRPC');
}

/** Its servers and its picker have pods that answer. */
export function givePods({ props: { servers, endpointPicker } }: PoolStep, recipe: Recipe): void {
  const picker = isCall(endpointPicker, 'EndpointPicker.create')
    ? structOf(endpointPicker)
    : recipe.workloads.find(({ id }) => id === endpointPicker?.args[0].$workload)?.options;
  const made = recipe.servers.filter(({ id }) => servers.some(({ $server }: Value) => $server === id)).map(({ props }) => props);
  [picker, ...made].filter((sized) => sized?.replicas === 0).forEach((sized) => delete sized!.replicas);
}

/** One workload, or two with a part each where the drawn one has a part. */
function adoptServers(usable: readonly WorkloadStep[], facts: Facts, step: WorkloadStep, { role, ...given }: Struct): ChosenServers | undefined {
  const namespace = namespaceOf(facts, step.options);
  const h2c = speaksHttp2(portsOf(step).slice(0, 1));
  const grpc = speaksGrpc(portsOf(step).slice(0, 1));
  const other = usable.find((candidate) => candidate !== step && namespaceOf(facts, candidate.options) === namespace
    && JSON.stringify(portsOf(candidate)[0].protocol) === JSON.stringify(portsOf(step)[0].protocol));
  if (h2c && WITHOUT_H2C.includes(facts.target.istio)) {
    return undefined;
  }
  const halves = facts.target.ambient && role && other;
  const chosen = halves ? [step, other] : [step];
  if (facts.target.ambient) {
    chosen.forEach(({ options }) => {
      options.sidecar = true;
    });
  }
  if (!halves) {
    return { values: [callValue('ModelServer.fromWorkload', { $workload: step.id }, given)], namespace, h2c, grpc, pair: false };
  }
  for (const { adopted, options, id } of [step, other]) {
    const prop = adopted ? 'podLabels' : 'labels';
    options[prop] = { ...options[prop], app: labelOf(id), model: 'halves' };
    ['role', 'metricsPort'].forEach((name) => delete options[name]);
  }
  const values = [step, other].map(({ id }, i) => callValue('ModelServer.fromWorkload', { $workload: id }, {
    ...given,
    targetPorts: given.targetPorts ?? [8000],
    role: enumValue(['ServingRole.PREFILL', 'ServingRole.DECODE'][i]),
  }));
  return { values, namespace, h2c, grpc, pair: true };
}

function fitServer(props: Struct, { target }: Facts, role: Value | undefined): void {
  if (WITHOUT_H2C.includes(target.istio)) {
    delete props.protocol;
  }
  props.role = role;
  if (role === undefined) {
    delete props.role;
  }
  fitRole(props);
}

/** What a server with a part must be: the engine is known, and one port speaks HTTP. */
function fitRole(props: Struct): void {
  if (props.role) {
    props.engine = ['VLLM', 'SGLANG'].includes(memberOf(props.engine)!) ? props.engine : enumValue('ModelEngine.VLLM');
    props.model ??= '/models/qwen';
    ['protocol', 'dataParallelPorts'].forEach((prop) => delete props[prop]);
  }
}

function makeAlike(first: ServerStep, second: ServerStep): void {
  for (const prop of ['port', 'dataParallelPorts', 'protocol', 'engine', 'namespace', 'model', 'servedModelName', 'loraAdapters']) {
    second.props[prop] = first.props[prop];
    if (first.props[prop] === undefined) {
      delete second.props[prop];
    }
  }
  [first, second].forEach(({ id, props }) => {
    props.labels = { app: labelOf(id), model: 'halves' };
  });
}

function fitPool(step: PoolStep, recipe: Recipe, facts: Facts, { namespace, h2c, grpc, pair, i }: ChosenServers & { readonly i: number }): boolean {
  const { props } = step;
  const [options = {}] = isCall(props.endpointPicker, 'EndpointPicker.create') ? props.endpointPicker.args : [];
  if (props.poolName) {
    props.poolName = `${props.poolName}-p${i}`;
  }
  if (props.endpointPicker?.$pick !== undefined) {
    const pickers = recipe.workloads.filter((other) => facts.target.ambient && isGuarded(facts, other) && !other.options.outsideMesh
      && portsOf(other).length > 0 && (other.adopted || speaksHttp2([portsOf(other)[0]]))
      && namespaceOf(facts, other.options) === namespace);
    const picker = pickers[props.endpointPicker.$pick % pickers.length];
    const { attributes: given } = props.endpointPicker;
    props.endpointPicker = picker ? callValue('EndpointPicker.fromWorkload', { $workload: picker.id }, given) : callValue('EndpointPicker.create');
  }
  if (pair) {
    delete props.failureMode;
    options.release = enumValue('PickerRelease.LLM_D_ROUTER_0_10');
    props.endpointPicker = callValue('EndpointPicker.create', options);
  }
  if (!facts.target.ambient && isCall(options.tls, 'PickerTls.mesh')) {
    delete options.tls;
  }
  fitPicker(options, { h2c, grpc });
  if (grpc && !isCall(props.endpointPicker, 'EndpointPicker.fromWorkload')) {
    props.endpointPicker = callValue('EndpointPicker.create', options);
  }
  nameObjectives(step, i);
  return true;
}

/** Names that no other pool has, and of two rewrites for one name the first. */
function nameObjectives(step: PoolStep, i: number): void {
  step.objectives.forEach((drawn, k) => {
    drawn.id = `${drawn.id}-p${i}`;
    drawn.options.objectiveName &&= `${drawn.options.objectiveName}-${k}p${i}`;
  });
  const taken = new Set<string | undefined>();
  step.rewrites = step.rewrites.filter(({ options }) => {
    const names: (string | undefined)[] = options.models ?? [undefined];
    const free = names.every((name) => !taken.has(name));
    names.forEach((name) => taken.add(name));
    return free;
  });
}

/** What the picker cannot do, when it is known whether requests wait there. */
export function fitObjectives(recipe: Recipe): void {
  for (const step of recipe.pools) {
    const { endpointPicker: picker } = step.props;
    const config = isCall(picker, 'EndpointPicker.fromWorkload') ? undefined : picker?.args[0]?.config ?? {};
    if (config && !config.flowControl) {
      step.objectives.forEach(({ options }) => {
        options.priority = Math.min(options.priority, 0);
      });
    }
    if (config?.parsers?.every((parser: Value) => TAKES_GRPC.includes(memberOf(parser)!))) {
      step.rewrites = [];
    }
  }
}

function fitPicker(options: Struct, { h2c, grpc }: Pick<ServerFacts, 'h2c' | 'grpc'>): void {
  const { config = {} } = options;
  const llmD = memberOf(options.release) === 'LLM_D_ROUTER_0_10';
  if (llmD && options.image) {
    options.image = 'registry.example.com/llm-d-router-endpoint-picker:v0.10.0';
  }
  config.scorers &&= config.scorers.filter(({ $call }: Value) => llmD || !['EndpointScorer.sessionAffinity', 'EndpointScorer.tokenLoad'].includes($call));
  if (config.scorers?.length === 0) {
    delete config.scorers;
  }
  if (!llmD) {
    delete config.experimentalPlugins;
  } else if (config.scorers?.some(({ $call }: Value) => $call === 'EndpointScorer.sessionAffinity')) {
    config.experimentalPlugins = true;
  }
  const parses = (parser: Value) => (llmD || ['OPENAI', 'VLLM_GRPC', 'PASSTHROUGH'].includes(memberOf(parser)!))
    && (h2c || !['VLLM_GRPC', 'VERTEX_AI'].includes(memberOf(parser)!));
  config.parsers &&= config.parsers.filter(parses).slice(0, llmD ? 6 : 1);
  if (config.parsers?.length === 0) {
    delete config.parsers;
  }
  // Few platforms have both: of those, some shall have what only they can.
  if (llmD && h2c && !config.parsers && options.maxConcurrency === undefined) {
    config.parsers = [enumValue('RequestParser.VERTEX_AI')];
    options.config = config;
  }
  if (grpc && !takesGrpc(config)) {
    config.parsers = [enumValue('RequestParser.VLLM_GRPC')];
    options.config = config;
  }
  if (!(options.replicas > 1)) {
    delete options.replication;
  }
  if (memberOf(options.replication) === 'ALL_ACTIVE') {
    const shared = ['EndpointScorer.queueDepth', 'EndpointScorer.kvCacheUtilization', 'EndpointScorer.runningRequests', 'EndpointScorer.loraAffinity'];
    const scorers = (config.scorers ?? []).filter(({ $call }: Value) => shared.includes($call));
    options.config = { ...config, scorers: scorers.length > 0 ? scorers : [callValue('EndpointScorer.queueDepth')] };
    delete options.config.flowControl;
    if (isCall(options.config.saturation, 'SaturationDetector.concurrency')) {
      delete options.config.saturation;
    }
  }
  if (isCall(options.tls, 'PickerTls.certificate')) {
    delete options.maxConcurrency;
  }
}

function takesGrpc({ parsers }: Struct): boolean {
  return parsers?.some((parser: Value) => TAKES_GRPC.includes(memberOf(parser)!)) ?? false;
}

/** Arguments that the engine has, and names that nobody else took. */
export function fitServers(recipe: Recipe, facts: Facts): void {
  const taken = new Set(recipe.workloads.flatMap((step) => [labelOf(step.id), serviceOf(step), step.options.serviceAccount]));
  recipe.servers.forEach((step, i) => {
    const { props } = step;
    fitRole(props);
    const engine = memberOf(props.engine)!;
    if (taken.has(labelOf(step.id))) {
      step.id = `${step.id.slice(0, 50)}-m${i}`;
    }
    taken.add(labelOf(step.id));
    if (!facts.namespaces.includes(props.namespace)) {
      delete props.namespace;
    }
    if (['TRITON', 'OPENAI_COMPATIBLE'].includes(engine)) {
      delete props.model;
    }
    if (!['VLLM', 'SGLANG'].includes(engine)) {
      delete props.servedModelName;
    }
    if (engine !== 'VLLM') {
      delete props.loraAdapters;
    }
    props.loraAdapters &&= props.loraAdapters
      .filter(({ name }: Struct, k: number, all: Struct[]) => all.findIndex((other) => other.name === name) === k);
    if (!props.gpus) {
      delete props.gpuResource;
    }
    if (!props.tokenSecret) {
      delete props.tokenSecretKey;
    }
    if (memberOf(props.protocol) === 'TCP') {
      delete props.protocol;
    }
    if (props.serviceAccount !== undefined && taken.has(props.serviceAccount)) {
      delete props.serviceAccount;
    }
    taken.add(props.serviceAccount);
    props.labels &&= { ...props.labels, app: labelOf(step.id) };
    Object.keys(props).filter((prop) => props[prop] === undefined).forEach((prop) => delete props[prop]);
  });
}
