import type { Path } from '../../manifest/path';

/**
 * - `schema`: a field is unknown, missing, of the wrong type, or has a value that the schema does not allow
 * - `cel`: a validation rule is false
 * - `cel-error`: a validation rule could not be evaluated; the API server refuses such an object too,
 *   but a rule that this validator cannot run would look the same
 * - `not-installed`: the cluster does not have the kind, or not this version of it
 * - `list`: a list that must have unique items has equal ones
 */
export type ViolationKind = 'schema' | 'cel' | 'cel-error' | 'list' | 'not-installed';

/** Something that the API server would refuse, and where it is. */
export interface Defect {
  readonly path: Path;
  readonly kind: ViolationKind;
  readonly message: string;
}

/** A defect of one of the objects that were validated. */
export interface Violation extends Defect {
  /** `Kind namespace/name`, or `Kind name`. */
  readonly object: string;
}
