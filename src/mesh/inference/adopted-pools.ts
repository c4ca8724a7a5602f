import type { PoolSite } from './pool-binding';
import type { ExternalFact } from '../../core/external-object';
import type { Site } from '../../core/site';
import type { MeshContext } from '../context';
import { serviceKey } from '../context';

interface Adoption {
  readonly site: Site;
  readonly said: readonly string[];
}

/** By mesh, and in it by namespace and name. */
const ADOPTIONS = new WeakMap<MeshContext, Map<string, Adoption>>();

/** A pool selects one set of pods and names one picker: two routes that know of them must say the same. */
export function checkAdoption({ context, site }: PoolSite, { namespace, name, requirements = [] }: ExternalFact): void {
  const adoptions = ADOPTIONS.get(context) ?? new Map<string, Adoption>();
  ADOPTIONS.set(context, adoptions);
  const key = serviceKey(namespace!, name);
  const other = adoptions.get(key);
  site.check(other === undefined || other.said.join() === requirements.join(), {
    problem: `says of the InferencePool ${key} that it has ${requirements.join(', ')}, and ${other?.site} that it has ${other?.said.join(', ')}`,
    fix: 'call InferencePool.fromAttributes(…) once, and give what it returns to both',
  });
  adoptions.set(key, { site, said: requirements });
}
