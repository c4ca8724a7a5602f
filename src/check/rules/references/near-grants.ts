import type { ReferenceGrantSpec } from '../../../../imports/gateway.networking.k8s.io';
import { REFERENCE_GRANT } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Hit } from '../../rule';

/** The grants that may be meant for a reference which none allows, to be pointed at. */
export function nearGrants(index: ManifestIndex, source: string, target: string): NonNullable<Hit['related']> {
  return index.all(REFERENCE_GRANT).filter((grant) => isNear(grant, source, target))
    .map((grant) => ({ at: grant.at('metadata', 'name'), label: 'a grant that does not say so' }));
}

/** Whether it grants the namespace something elsewhere, or somebody something in the namespace of the target. */
function isNear({ namespace, spec: { from } }: ManifestObject<ReferenceGrantSpec>, source: string, target: string): boolean {
  return namespace === target || from.some((each) => each.namespace === source);
}
