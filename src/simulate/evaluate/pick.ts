import { DataPlane } from '../../core/versions/data-plane';
import { Fraction } from '../fraction';
import type { Behavior } from '../request';
import type { PickStep } from '../steps';
import type { Endpoint, Picker, ProxyTables } from '../tables';
import type { Choice } from './endpoints';
import type { Evaluation, Flow } from './evaluation';

/** What asking a picker came to. */
export interface Picked {
  readonly step: PickStep;
  /** The request ends here. */
  readonly status?: number;
  /** Unset: the proxy takes the pods in turn. */
  readonly picker?: Picker;
}

/** What is answered in place of a picker that does not answer (Envoy, ext_proc filter). */
const NO_PICKER = 500;

/**
 * Asks the picker of a route. One that is gone fails the request under FailClose; under FailOpen a request passes that has no body, since Envoy
 * does not keep what it has sent already, or any once nobody tries to send it.
 */
export function ask(tables: ProxyTables, picker: Picker, { message }: Flow, evaluation: Evaluation): Picked {
  const { origin, cluster: key, failsOpen } = picker;
  const endpoints = evaluation.cluster(tables, key)?.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint)) ?? [];
  const answers = endpoints.some((endpoint) => evaluation.behaviorOf(endpoint).down === undefined);
  const step: PickStep = { kind: 'pick', origin, service: key.host, asked: answers };
  if (answers) {
    return { step, picker };
  }
  const isLost = endpoints.length > 0 && message.hasBody;
  return failsOpen && !isLost ? { step } : { step, status: NO_PICKER };
}

/** The endpoints that a picker chooses: the least loaded, if the proxy knows them by the address that the picker names. */
export function pickedChoices(endpoints: readonly Endpoint[], evaluation: Evaluation): readonly Choice[] | undefined {
  if (endpoints.some(({ pods }) => evaluation.membership(pods) === DataPlane.AMBIENT)) {
    return undefined;
  }
  const loads = endpoints.map((endpoint) => ({ endpoint, load: loadOf(evaluation.behaviorOf(endpoint)) }));
  const least = Math.min(...loads.map(({ load }) => load));
  const best = loads.filter(({ load }) => load === least);
  const sum = best.reduce((total, { endpoint }) => total + endpoint.replicas, 0);
  return best.map(({ endpoint }) => ({ endpoint, share: Fraction.of(endpoint.replicas, sum) }));
}

/** Queues first, then the cache, as the usual scorers weigh them where they differ widely. */
function loadOf({ metrics: { queue = 0, cache = 0 } = {} }: Behavior): number {
  return queue + cache;
}
