import type { WrittenBehavior } from './cases/case';
import { behaviorsOf } from './cases/requests-of-case';
import { checkFields, type Field, isObject, parsed } from './written-object';
import { parseDuration } from '../manifest/duration';
import { BEHAVIOR_NUMBERS } from '../simulate/behavior-numbers';
import type { Behaviors } from '../simulate/request';
import { RequestError } from '../simulate/request-error';

const YES: Field = { form: 'true or false', fits: (value) => typeof value === 'boolean' };

/** As in the cases of the mesh in a box. */
const FIELDS: Readonly<Partial<Record<keyof WrittenBehavior, Field>>> = {
  ...BEHAVIOR_NUMBERS,
  delay: { form: 'a duration, for example 2s', fits: (value) => typeof value === 'string' && parseDuration(value) !== undefined },
  reset: YES,
  refuse: YES,
  down: { form: 'crashed or unready', fits: (value) => value === 'crashed' || value === 'unready' },
};

/** @throws for what says nothing of workloads */
export function backendsOf(written: string): Behaviors {
  const backends = parsed(written);
  if (!isObject(backends) || !Object.values(backends).every(isObject)) {
    throw new RequestError(`backends must be JSON, by the name of the workload: {"ml-serving/inference-v1": {"status": 503, "times": 1}}, got '${written}'`);
  }
  Object.entries(backends).forEach(([name, behavior]) => checkFields(`the backend ${name}`, behavior as object, FIELDS as Readonly<Record<string, Field>>));
  return behaviorsOf(backends as Readonly<Record<string, WrittenBehavior>>);
}
