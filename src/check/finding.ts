import type { Rule, Severity } from './rule';
import type { Location } from '../manifest/location';
import type { ManifestObject } from '../manifest/manifest-object';
import type { Position, Source } from '../manifest/source';

/** Where a finding points: a field of an object, or a place in a text that could not be read. */
export type FindingPlace = Location | BrokenPlace;

/** In a document that is no YAML. */
export interface BrokenPlace {
  readonly source: Source;
  /** Where its document begins. */
  readonly start: number;
  readonly position: Position;
}

/** Something wrong with the input. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  /** What it is about; documents that are no objects have none. */
  readonly object?: ManifestObject;
  readonly at: FindingPlace;
  readonly related: readonly { readonly at: Location; readonly label: string }[];
  /** The reason for which somebody accepts it. */
  readonly acknowledged?: string;
  /** Whether it is information only because the missing object may exist outside of the input. */
  readonly isOpenWorld?: boolean;
}

/** What came out of a check. */
export interface Report {
  /** By place: file, line, column, code. */
  readonly findings: readonly Finding[];
  /** How many objects were looked at, without stubs. */
  readonly objects: number;
  /** `Kind namespace/name` of objects whose schema is not known: only their metadata and references were looked at. */
  readonly notJudged: readonly string[];
  readonly failures: readonly RuleFailure[];
  /** Acknowledgements of constructs that match nothing, a line each. */
  readonly stale?: readonly string[];
}

/** A rule that threw: a defect of this library. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly object: ManifestObject;
  readonly error: unknown;
}

/** Whether the place is in a text that could not be read. */
export function isBrokenPlace(place: FindingPlace): place is BrokenPlace {
  return 'position' in place;
}
