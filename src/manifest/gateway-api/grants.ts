import { REFERENCE_GRANT } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';

/** What somebody refers to. */
export interface GrantedTarget {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** ReferenceGrants: who may refer to what in another namespace. */
export class Grants {
  constructor(private readonly objects: Objects) {}

  /** Whether the reference stays in its namespace, or a grant in the target's namespace allows it. */
  public isGranted(source: ManifestObject, target: GrantedTarget): boolean {
    return source.namespace === target.namespace || this.objects.in(REFERENCE_GRANT, target.namespace).some(({ spec }) => (
      spec.from.some((from) => from.group === source.group && from.kind === source.kind && from.namespace === source.namespace)
      && spec.to.some((to) => to.group === target.group && to.kind === target.kind && (!to.name || to.name === target.name))));
  }
}
