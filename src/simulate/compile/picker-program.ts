import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import { DataPlane } from '../../core/versions/data-plane';
import { oldestFirst } from '../../manifest/age';
import { HEALTH_SERVICES, type Picker as Program } from '../../manifest/inference/picker';
import { HTTP2_PARSERS, parsersOf, type PickerConfig, POOL_OF_HTTP2 } from '../../manifest/inference/pickers';
import { comesInPastSidecar } from '../../manifest/istio/capture';
import { kind } from '../../manifest/kind';
import { BACKEND_TLS_POLICY, CONFIG_MAP } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import { protocolOf } from '../../manifest/protocols';
import type { ServiceSpec } from '../../manifest/shapes';
import type { ModelRewriteRule, PickerProgram } from '../tables';

type Pool = ManifestObject<InferencePoolSpec>;

interface ObjectiveSpec {
  readonly priority?: number;
  readonly poolRef?: { readonly name: string };
}

interface RewriteSpec {
  readonly poolRef?: { readonly name: string };
  readonly rules?: readonly {
    readonly matches?: readonly { readonly model?: { readonly value: string } }[];
    readonly targets?: readonly { readonly modelRewrite: string; readonly weight?: number }[];
  }[];
}

/** The group that each release reads objectives and rewrites in, where its image tells no other. */
const GROUP = 'inference.networking.x-k8s.io';

/** When a server is full, unless a plugin says otherwise (pkg/epp/framework/plugins/flowcontrol/saturationdetector/utilization/config.go). */
const QUEUE_DEPTH = 5;
const CACHE_USE = 0.8;

/** What the picker of a pool does by its flags, its configuration and the objects that it reads; undefined where its pods are not among them. */
export function pickerProgram(index: ManifestIndex, pool: Pool, port: number): PickerProgram | undefined {
  const service = index.pickers.serviceOf(pool);
  const [program] = service === undefined ? [] : index.pickers.behind(service);
  if (service === undefined || program === undefined) {
    return undefined;
  }
  const config = index.pickers.configOf(program) ?? {};
  const group = program.release?.objectiveGroup ?? GROUP;
  const detector = config.plugins?.find(({ type }) => type === 'utilization-detector')?.parameters as Record<string, number | undefined> | undefined;
  return {
    neverReady: BROKEN.map((judge) => judge({ index, pool, program, config })).find((why) => why !== undefined),
    unreachable: unreachable(index, program, service, port),
    servesTls: program.servesTls,
    isSelfSigned: program.isSelfSigned,
    hasTlsPolicy: index.policies.targeting(service, BACKEND_TLS_POLICY).length > 0,
    isBlind: serversOf(index, pool).some((servers) => isClosedTo(index, program, servers, pool)),
    queues: config.featureGates?.includes('flowControl') ?? false,
    parser: program.release?.objectiveGroup === GROUP ? PARSERS[parsersOf(config)[0] ?? OPENAI] : undefined,
    remembers: scorersOf(config).includes('prefix-cache-scorer'),
    knowsAdapters: scorersOf(config).includes('lora-affinity-scorer'),
    fullAt: { queue: detector?.queueDepthThreshold ?? QUEUE_DEPTH, cache: detector?.kvCacheUtilThreshold ?? CACHE_USE },
    priorities: new Map(index.objects.in(kind<ObjectiveSpec>(group, 'InferenceObjective'), pool.namespace)
      .filter(({ spec }) => spec.poolRef?.name === pool.name).map(({ name, spec }) => [name, spec.priority ?? 0])),
    rewrites: oldestFirst(index.objects.in(kind<RewriteSpec>(group, 'InferenceModelRewrite'), pool.namespace))
      .filter(({ spec }) => spec.poolRef?.name === pool.name).flatMap(rulesOf),
  };
}

/** What the picker of the Inference Extension reads, where what it makes of a body is foreseen. */
const OPENAI = 'openai-parser';
const PARSERS: Readonly<Record<string, PickerProgram['parser']>> = { [OPENAI]: 'openai', 'vllmgrpc-parser': 'vllm-grpc' };

function serversOf(index: ManifestIndex, { namespace, spec }: Pool): readonly PodSet[] {
  return index.pods.matching(namespace, spec.selector.matchLabels ?? {});
}

/** Under STRICT a sidecar refuses whoever asks by the address of the pod in plaintext: all but pickers in the mesh that know the port by a headless Service. */
function isClosedTo(index: ManifestIndex, program: Program, servers: PodSet, { spec: { targetPorts } }: Pool): boolean {
  const told = program.flag('model-server-metrics-port');
  const ports = told === undefined ? targetPorts.map(({ number }) => number) : [Number(told)];
  const [ofServers, ofPicker] = [servers, program.pods].map((pods) => index.namespaces.membership(pods));
  const isKnown = index.servicesOf(servers).some(({ spec: { clusterIP, ports: served = [] } }) => (
    clusterIP === 'None' && served.some((port) => ports.includes(servers.targetOf(port) ?? 0))));
  return ofServers === DataPlane.SIDECAR && ports.some((port) => index.peers.modeOf(servers, port) === 'STRICT')
    && !(ofPicker === DataPlane.AMBIENT || (ofPicker === DataPlane.SIDECAR && isKnown));
}

function rulesOf(rewrite: ManifestObject<RewriteSpec>): readonly ModelRewriteRule[] {
  return (rewrite.spec.rules ?? []).map(({ matches = [], targets = [] }, i) => ({
    origin: { object: rewrite, at: rewrite.at('spec', 'rules', i) },
    models: matches.flatMap(({ model }) => (model === undefined ? [] : [model.value])),
    targets: targets.map(({ modelRewrite, weight = 0 }) => ({ model: modelRewrite, weight })),
  }));
}

/** Without profiles of its own it uses these (pkg/epp/config/loader/defaults.go). */
const SCORERS = ['queue-scorer', 'kv-cache-utilization-scorer', 'prefix-cache-scorer'];

function scorersOf({ plugins = [], schedulingProfiles = [] }: PickerConfig): readonly string[] {
  const used = schedulingProfiles.flatMap((profile) => (profile.plugins ?? []).map(({ pluginRef }) => pluginRef));
  return used.length === 0 ? SCORERS : plugins.filter(({ name, type }) => used.includes(name ?? type)).map(({ type = '' }) => type);
}

interface Judged {
  readonly index: ManifestIndex;
  readonly pool: Pool;
  readonly program: Program;
  readonly config: PickerConfig;
}

/** Flags of earlier releases, with which it does not start (pkg/epp/server/options.go `Validate`). */
const ENDED = ['total-queued-requests-metric', 'total-running-requests-metric', 'kv-cache-usage-percentage-metric', 'lora-info-metric', 'cache-info-metric'];

const READ = ['get', 'list', 'watch'];

/** Why a picker is never ready, as the release of the Inference Extension judges at its start. */
const BROKEN: readonly ((judged: Judged) => string | undefined)[] = [
  ({ pool, program }) => (program.pool.name === pool.name && program.pool.namespace === pool.namespace
    ? undefined
    : `it waits for the pool ${program.pool.namespace}/${program.pool.name}`),
  ({ program }) => complaint(program.release && ENDED.find((flag) => program.has(flag)), (flag) => `it does not start with the flag --${flag}`),
  ({ index, program }) => {
    const file = program.configFile();
    const data = file && index.find(CONFIG_MAP, program.namespace, file.configMap)?.manifest.data;
    return data === undefined || Object.hasOwn(data as object, file!.key) ? undefined : `its ConfigMap ${file!.configMap} has no ${file!.key}`;
  },
  ({ program, config: { apiVersion } }) => (apiVersion === undefined || program.release === undefined || apiVersion === program.release.configVersion
    ? undefined
    : `it does not know configurations of ${apiVersion}`),
  ({ config: { plugins = [], schedulingProfiles = [] } }) => {
    const declared = plugins.map(({ name, type }) => name ?? type);
    const used = schedulingProfiles.flatMap((profile) => (profile.plugins ?? []).map(({ pluginRef }) => pluginRef));
    return complaint(used.find((ref) => ref !== undefined && !declared.includes(ref)), (ref) => `its configuration declares no plugin ${ref}`);
  },
  ({ pool, program, config }) => complaint(
    program.release?.objectiveGroup === 'llm-d.ai' && pool.spec.appProtocol !== POOL_OF_HTTP2 ? parsersOf(config).find((type) => HTTP2_PARSERS.includes(type)) : undefined,
    (parser) => `its ${parser} is for HTTP/2, and the pool is not`,
  ),
  ({ program: { electsLeader, grpcProbes } }) => complaint(
    electsLeader ? grpcProbes.map(({ service = '' }) => service).find((service) => !HEALTH_SERVICES.includes(service)) : undefined,
    (service) => `a probe asks it for ${service}, which it does not know`,
  ),
  ({ program: { healthPorts, grpcProbes } }) => complaint(
    grpcProbes.find(({ port }) => port !== undefined && healthPorts.length > 0 && !healthPorts.includes(port))?.port?.toString(),
    (port) => `a probe asks for its health on port ${port}, and it tells of it on ${healthPorts.join(', ')}`,
  ),
  ({ index, program }) => complaint(missingRight(index, program), (right) => `its account ${program.pods.serviceAccount} may not ${right}`),
];

function complaint(found: string | undefined, text: (found: string) => string): string | undefined {
  return found === undefined ? undefined : text(found);
}

/** What its own Role in config/manifests of the release has. Where there is no Role at all, somebody else keeps them. */
function missingRight(index: ManifestIndex, program: Program): string | undefined {
  const { namespace } = program.pool;
  const objectives = program.release?.objectiveGroup;
  const accesses = [
    { group: '', resource: 'pods', verbs: READ },
    { group: program.flag('pool-group') ?? 'inference.networking.k8s.io', resource: 'inferencepools', verbs: READ },
    ...(objectives === undefined ? [] : ['inferenceobjectives', 'inferencemodelrewrites'].map((resource) => ({ group: objectives, resource, verbs: READ }))),
    ...(program.electsLeader ? [{ group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'create', 'update'] }] : []),
  ];
  const account = { namespace: program.namespace, name: program.pods.serviceAccount };
  const wanted = index.permissions.hasRoles(namespace) ? accesses : [];
  return wanted.flatMap(({ group, resource, verbs }) => verbs.filter((verb) => !index.permissions.may(account, namespace, { group, resource, verb }))
    .map((verb) => `${verb} ${resource}`))[0];
}

/** Why no question gets to a picker that is ready. */
function unreachable(index: ManifestIndex, program: Program, { spec }: ManifestObject<ServiceSpec>, port: number): string | undefined {
  const asked = spec.ports?.find((each) => each.port === port);
  if (asked === undefined) {
    return undefined;
  }
  const target = program.pods.targetOf(asked);
  if (target === undefined) {
    return `no container gives a port the name ${asked.targetPort}, to which the Service leads`;
  }
  if (target !== program.extProcPort) {
    return `the Service leads to its port ${target}, and it is asked at ${program.extProcPort}`;
  }
  if (protocolOf(asked) !== 'http2') {
    return `nothing says that port ${port} speaks HTTP/2`;
  }
  const hasSidecar = index.namespaces.membership(program.pods) === DataPlane.SIDECAR;
  return hasSidecar && !comesInPastSidecar(program.pods, program.extProcPort)
    ? 'its sidecar refuses the name of a cluster for a host'
    : undefined;
}
