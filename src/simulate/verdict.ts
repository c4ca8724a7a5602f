/** How one comparison ended. */
export interface Verdict {
  readonly matches: boolean;
  /** `path`, `header x-model-version`, `source principal` */
  readonly field: string;
  readonly wanted: string;
  /** Undefined for what is not there. */
  readonly got?: string;
  /** It depends on an address that nobody has told. */
  readonly isOpen?: boolean;
}
