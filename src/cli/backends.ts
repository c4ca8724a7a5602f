import type { WrittenBehavior } from './cases/case';
import { behaviorsOf } from './cases/requests-of-case';
import { checkFields, type Field, isObject, parsed } from './written-object';
import { parseDuration } from '../manifest/duration';
import { GATEWAY } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import { workloadName } from '../simulate/compile/clusters';
import { name as nameOf } from '../simulate/explain/steps';
import type { Behaviors } from '../simulate/request';
import { RequestError } from '../simulate/request-error';

const YES: Field = { form: 'true or false', fits: (value) => typeof value === 'boolean' };

/** As in the cases of the mesh in a box. */
const FIELDS: Readonly<Partial<Record<keyof WrittenBehavior, Field>>> = {
  status: { form: 'a status of HTTP, 200 to 599, or of gRPC, 0 to 16', fits: (value) => isWhole(value, 200, 599) || isWhole(value, 0, 16) },
  delay: { form: 'a duration, for example 2s', fits: (value) => typeof value === 'string' && parseDuration(value) !== undefined },
  times: { form: 'a whole number, 1 or more', fits: (value) => isWhole(value, 1, Infinity) },
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

/** @throws for a workload that is not there, of which whatever is said would mean nothing */
export function checkBackends(behaviors: Behaviors, index: ManifestIndex): void {
  const workloads = index.pods.all().filter(({ owner }) => owner.kind !== GATEWAY.kind).map((pods) => workloadName(pods));
  for (const written of Object.keys(behaviors)) {
    if (!workloads.some((each) => nameOf(each) === written || each.name === written)) {
      throw new RequestError(`no workload is called '${written}': there is ${[...new Set(workloads.map(nameOf))].sort().join(', ') || 'none'}`);
    }
  }
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
