import { type Finding, isBrokenPlace, type Report } from '../../check/finding';
import type { Location, Span } from '../../manifest/location';
import { formatPath } from '../../manifest/path';
import type { Position, Source } from '../../manifest/source';

/** How a report is shown. */
export interface Style {
  readonly isColoured: boolean;
  /** Whether information is listed, too. */
  readonly isVerbose: boolean;
}

/** Turns a report into text. */
export type Formatter = (report: Report, style: Style) => string;

/** Where a finding is, in the words of all formats. */
export interface Place {
  /** Undefined for what a construct made. */
  readonly source?: Source;
  readonly span?: Span;
  /** `app/chart/mesh` */
  readonly construct?: string;
  /** `spec.rules[0]` */
  readonly field: string;
}

export function placeOf(at: Finding['at']): Place {
  if (isBrokenPlace(at)) {
    return { source: at.source, span: { start: at.position, end: { ...at.position, column: at.position.column + 1 } }, field: '' };
  }
  return placeOfLocation(at);
}

export function placeOfLocation(location: Location): Place {
  const { origin, path } = location;
  return 'construct' in origin
    ? { construct: origin.construct, field: formatPath(path) }
    : { source: origin.document.source, span: location.span(), field: formatPath(path) };
}

/** `chat.yaml:31:23` */
export function address(name: string, position: Position | undefined): string {
  return position === undefined ? name : `${name}:${position.line}:${position.column}`;
}
