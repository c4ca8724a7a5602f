import { fieldsOf, modelOf } from '../../model';
import type { ModelStep } from '../../steps';
import type { ModelRouter, ProxyTables } from '../../tables';
import type { Evaluation, Flow } from '../evaluation';

/** What a router by model made of a request. */
export interface Read {
  readonly flow: Flow;
  readonly step: ModelStep;
  /** The request ends here. */
  readonly status?: number;
  /** How long it was waited for, in milliseconds. */
  readonly time?: number;
}

/** The headers that it sets (pkg/bbr of the Inference Extension v1.5.0). */
const MODEL_HEADER = 'x-gateway-model-name';
const BASE_MODEL_HEADER = 'x-gateway-base-model-name';

const NO_ROUTER = 500;
const NO_JSON = 400;
const TOO_LONG = 413;

/** Asks the router, which stands before everything else; undefined where it leaves the request alone. */
export function readModel(tables: ProxyTables, router: ModelRouter, flow: Flow, evaluation: Evaluation): Read | undefined {
  const { message } = flow;
  if (router.isSkipped(message.path)) {
    return undefined;
  }
  const { origin, cluster: { host: service } } = router;
  const ready = evaluation.cluster(tables.proxy, router.cluster)?.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint)) ?? [];
  const step: Omit<ModelStep, 'why'> = { kind: 'model', origin, service };
  // Envoy does not keep what it has sent of a body to somebody who does not answer, unless it sends all of it at once, when it is asked for it.
  const isKept = router.longestBody !== undefined;
  const lost = { flow, status: router.failsOpen && (isKept || ready.length === 0 || !message.hasBody) ? undefined : NO_ROUTER };
  if (!ready.some((endpoint) => evaluation.behaviorOf(endpoint).down === undefined)) {
    return { ...lost, step: { ...step, why: 'does not answer' } };
  }
  if (message.hasBody && router.deadlock !== undefined) {
    const unanswered: ModelStep = { ...step, why: 'does not answer in the mode in which the gateway sends a body: its flag --streaming says otherwise' };
    return router.failsOpen && isKept ? { flow, time: router.patience, step: unanswered } : { flow, status: router.deadlock, step: unanswered };
  }
  if (message.body !== undefined && Buffer.byteLength(message.body) > (router.longestBody ?? Infinity)) {
    return { flow, status: TOO_LONG, step: { ...step, why: `is sent whole bodies, of which the gateway keeps ${router.longestBody} bytes` } };
  }
  if (message.body === undefined) {
    return { flow, step: { ...step, why: 'finds no body' } };
  }
  if (fieldsOf(message.body) === undefined) {
    return { flow, step: { ...step, why: 'finds no JSON' }, status: NO_JSON };
  }
  const model = modelOf(message.body);
  if (model === undefined) {
    return { flow, step: { ...step, why: 'finds no model' } };
  }
  const base = router.bases.get(model) ?? '';
  const headers = message.headers.set(MODEL_HEADER, model).set(BASE_MODEL_HEADER, base);
  const why = base === '' ? `finds the model ${model}, of which it knows no base` : `finds the model ${model} of ${base}`;
  return { flow: { ...flow, message: { ...message, headers } }, step: { ...step, why } };
}
