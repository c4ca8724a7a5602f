import type { Choice } from './endpoints';
import { DataPlane } from '../../../core/versions/data-plane';
import { POOL_PORT } from '../../compile/pools';
import { Fraction } from '../../fraction';
import { fieldsOf, modelOf, withModel } from '../../model';
import type { Behavior, Message } from '../../request';
import type { PickStep } from '../../steps';
import type { ClusterTable, Endpoint, ModelRewriteRule, Picker, PickerProgram, ProxyTables } from '../../tables';
import { clientTlsSettings } from '../../transport/encryption';
import type { UnknownCause } from '../../unknown';
import type { Evaluation, Flow } from '../evaluation';

/** What asking a picker came to. */
export interface Picked {
  readonly step: PickStep;
  /** The request ends here. */
  readonly status?: number;
  readonly why?: string;
  /** The request ends here, and nobody knows how. */
  readonly unknown?: UnknownCause;
  /** Unset: the proxy takes the pods in turn. */
  readonly picker?: Picker;
}

/** What is answered in place of a picker that does not answer (Envoy, ext_proc filter). */
const NO_PICKER = 500;
const REFUSED = 400;
const SHED = 429;

const OBJECTIVE_HEADER = 'x-gateway-inference-objective';

/**
 * Asks the picker of a route. One that is gone fails the request under FailClose; under FailOpen a request passes that has no body, since Envoy
 * does not keep what it has sent already, or any once nobody tries to send it.
 */
export function ask(tables: ProxyTables, picker: Picker, flow: Flow, evaluation: Evaluation): Picked {
  const { origin, cluster: key, failsOpen, program } = picker;
  const cluster = evaluation.cluster(tables.proxy, key);
  const ready = program?.neverReady === undefined ? cluster?.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint)) ?? [] : [];
  const why = program?.neverReady ?? (program && cluster && (program.unreachable ?? wrongTls(program, cluster)));
  const answers = why === undefined && ready.some((endpoint) => evaluation.behaviorOf(endpoint).down === undefined);
  const step: PickStep = { kind: 'pick', origin, service: key.host, asked: answers, why };
  if (answers) {
    return judged(tables, picker, step, flow, evaluation);
  }
  const isLost = ready.length > 0 && flow.message.hasBody;
  return failsOpen && !isLost ? { step } : { step, status: NO_PICKER, why: 'the endpoint picker does not answer' };
}

/** Why no handshake comes about. */
function wrongTls({ servesTls, isSelfSigned, hasTlsPolicy }: PickerProgram, cluster: ClusterTable): string | undefined {
  const settings = clientTlsSettings(cluster);
  const encrypts = hasTlsPolicy || ['SIMPLE', 'MUTUAL'].includes(settings?.mode ?? '');
  if (encrypts !== servesTls) {
    return servesTls ? 'it serves TLS, and gateways are not told so' : 'gateways speak TLS to it, and it serves none';
  }
  return encrypts && isSelfSigned && settings?.insecureSkipVerify !== true ? 'gateways verify a certificate that it makes itself' : undefined;
}

/** What the picker says to a request that gets to it. */
function judged(tables: ProxyTables, picker: Picker, step: PickStep, { message }: Flow, evaluation: Evaluation): Picked {
  const { program } = picker;
  if (program === undefined) {
    return { step, picker };
  }
  const complaint = program.parser && COMPLAINTS[program.parser](message);
  if (complaint !== undefined) {
    return { step: { ...step, why: `refuses it: ${complaint}` }, status: REFUSED, why: `the endpoint picker refuses it: ${complaint}` };
  }
  const pool = evaluation.cluster(tables.proxy, { host: picker.pool, port: POOL_PORT });
  const servers = pool?.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint)) ?? [];
  if (program.queues && message.hasBody && pool !== undefined && isCrowded(servers, evaluation.atOnce + evaluation.underWay(pool), evaluation)) {
    return { step: { ...step, why: 'may keep it waiting' }, unknown: 'picker-queue' };
  }
  if (!message.hasBody || !isFull(servers, program, evaluation)) {
    return { step, picker };
  }
  const objective = message.headers.first(OBJECTIVE_HEADER) ?? '';
  const priority = program.priorities.get(objective) ?? 0;
  if (program.queues) {
    return { step: { ...step, why: 'keeps it waiting' }, unknown: 'picker-queue' };
  }
  return priority < 0
    ? { step: { ...step, why: `turns it away: its servers are full, and ${objective} has priority ${priority}` }, status: SHED, why: 'the endpoint picker turns it away' }
    : { step, picker };
}

/** What a body needs, by the end of the path (pkg/epp/framework/plugins/requesthandling/parsers/openai/openai.go); `prompt` on any other. */
const FIELDS: readonly (readonly [end: string, field: string])[] = [
  ['/conversations', 'items'], ['/responses', 'input'], ['/chat/completions', 'messages'], ['/completions', 'prompt'], ['/embeddings', 'input'],
];

/** What is wrong with a body for a picker that reads the OpenAI API. The path is the caller's, with its query. */
function openAiComplaint({ path, body, hasBody }: Message): string | undefined {
  if (body === undefined && !hasBody) {
    return undefined;
  }
  const fields = fieldsOf(body ?? '');
  if (fields === undefined) {
    return 'the body is no JSON';
  }
  const field = FIELDS.find(([end]) => path.endsWith(end))?.[1] ?? 'prompt';
  const value = fields[field];
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return `the body has no ${field}, which the path ${path} wants`;
  }
  return modelOf(body) === undefined ? 'the body names no model' : undefined;
}

/** The calls of vLLM's API that have a prompt (pkg/epp/framework/plugins/requesthandling/parsers/vllmgrpc/vllmgrpc.go). */
const CALLS = ['/vllm.grpc.engine.VllmEngine/Generate', '/vllm.grpc.engine.VllmEngine/Embed'];

/** What is wrong with a message for a picker that reads vLLM's API over gRPC. */
function callComplaint({ path, protocol, body = '', hasBody }: Message): string | undefined {
  if (!hasBody) {
    return undefined;
  }
  if (protocol !== 'grpc' || !CALLS.includes(path)) {
    return `${path} is no call of vLLM's API over gRPC`;
  }
  return body === '' ? 'the call has no prompt' : undefined;
}

const COMPLAINTS: Readonly<Record<NonNullable<PickerProgram['parser']>, (message: Message) => string | undefined>> = {
  'openai': openAiComplaint,
  'vllm-grpc': callComplaint,
};

/** Whether more requests come at once than the servers work on at a time. */
function isCrowded(servers: readonly Endpoint[], requests: number, { behaviorOf }: Evaluation): boolean {
  return requests > servers.reduce((sum, server) => sum + (behaviorOf(server).capacity ?? Infinity) * server.replicas, 0);
}

/** On average, by the fuller of queue and cache of each server. */
function isFull(servers: readonly Endpoint[], { fullAt }: PickerProgram, evaluation: Evaluation): boolean {
  const fullness = servers.map((server) => evaluation.behaviorOf(server).metrics ?? {})
    .map(({ queue = 0, cache = 0 }) => Math.max(queue / fullAt.queue, cache / fullAt.cache));
  return servers.length > 0 && fullness.reduce((sum, each) => sum + each, 0) >= servers.length;
}

/** A message, and how probable it is. */
export interface Rewritten {
  readonly message: Message;
  readonly share: Fraction;
  readonly rule?: ModelRewriteRule;
}

/** The model that a picker writes in place of the one that was asked for: by a rule that names it, or else by one for all. */
export function rewriteModel({ program }: Picker, message: Message): readonly Rewritten[] {
  const model = modelOf(message.body);
  const rules = program?.rewrites ?? [];
  const rule = rules.find(({ models }) => model !== undefined && models.includes(model)) ?? rules.find(({ models }) => models.length === 0);
  if (model === undefined || rule === undefined || rule.targets.length === 0) {
    return [{ message, share: Fraction.ONE }];
  }
  const weighted = rule.targets.filter(({ weight }) => weight > 0);
  // Without any weight all are alike (pkg/epp/requestcontrol/director.go `selectWeightedModel`).
  const targets = weighted.length > 0 ? weighted : rule.targets.map((target) => ({ ...target, weight: 1 }));
  const sum = targets.reduce((total, { weight }) => total + weight, 0);
  return targets.map((target) => (
    { message: { ...message, body: withModel(message.body!, target.model) }, share: Fraction.of(target.weight, sum), rule }));
}

/** What a picker chose; `forgotten`: it depends on requests before this one. */
export interface Choosing {
  readonly choices?: readonly Choice[];
  readonly unknown?: UnknownCause;
}

/** From how long on a prompt is remembered: a block of tokens, of four letters each. */
const REMEMBERED = 256;

/** The endpoints that a picker chooses: the least loaded, if the proxy knows them by the address that the picker names. */
export function pickedChoices(endpoints: readonly Endpoint[], { program }: Picker, { body }: Message, evaluation: Evaluation): Choosing {
  if (endpoints.some(({ pods }) => evaluation.membership(pods) === DataPlane.AMBIENT)) {
    return {};
  }
  const isBlind = program?.isBlind ?? false;
  const loads = endpoints.map((endpoint) => ({ endpoint, load: isBlind ? 0 : loadOf(evaluation.behaviorOf(endpoint)) }));
  const least = Math.min(...loads.map(({ load }) => load));
  const free = loads.filter(({ load }) => load === least).map(({ endpoint }) => endpoint);
  const having = program?.knowsAdapters ? free.filter((endpoint) => hasAdapter(evaluation.behaviorOf(endpoint), body)) : [];
  const best = having.length > 0 ? having : free;
  if (best.length > 1 && program?.remembers && (body?.length ?? 0) >= REMEMBERED) {
    return { unknown: 'picker-memory' };
  }
  const sum = best.reduce((total, { replicas }) => total + replicas, 0);
  return { choices: best.map((endpoint) => ({ endpoint, share: Fraction.of(endpoint.replicas, sum) })) };
}

/** Queues first, then the cache, as the usual scorers weigh them where they differ widely. */
function loadOf({ metrics: { queue = 0, cache = 0 } = {} }: Behavior): number {
  return queue + cache;
}

function hasAdapter({ metrics: { adapters = [] } = {} }: Behavior, body: string | undefined): boolean {
  return adapters.includes(modelOf(body) ?? '');
}
