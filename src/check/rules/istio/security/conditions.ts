import { portTextProblem, type Problem, serviceAccountProblem, wildcardProblem } from './values';
import type { CheckContext } from '../../../context';
import { rangeProblem } from '../values/addresses';

/** The attributes that a condition may ask for, and what may be wrong with a value of each. */
const ATTRIBUTES: Readonly<Record<string, Problem | undefined>> = {
  'source.ip': rangeProblem,
  'remote.ip': rangeProblem,
  'source.namespace': undefined,
  'source.serviceAccount': serviceAccountProblem,
  'source.principal': undefined,
  'source.trustDomain': wildcardProblem,
  'request.auth.principal': undefined,
  'request.auth.audiences': undefined,
  'request.auth.presenter': undefined,
  'destination.ip': rangeProblem,
  'destination.port': portTextProblem,
  'connection.sni': undefined,
};

/** Those of which one is named in brackets. */
const FAMILIES = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

export interface ConditionProblem {
  readonly ofKey?: string;
  readonly ofValue?: Problem;
}

export function conditionProblem(key: string, context: CheckContext): ConditionProblem {
  if (FAMILIES.some((family) => key.startsWith(family))) {
    return /^[^[]+\[[^]+\]$/.test(key) ? {} : { ofKey: `${key} names none: write ${key.split('[')[0]}[name]` };
  }
  if (!Object.hasOwn(ATTRIBUTES, key)) {
    return { ofKey: `there is no attribute ${key}` };
  }
  if (key === 'source.trustDomain' && !context.has('trustDomains')) {
    return { ofKey: 'source.trustDomain is known since Istio 1.30' };
  }
  return { ofValue: ATTRIBUTES[key] };
}
