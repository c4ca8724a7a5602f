/** How every command ends, whatever the format. */
export const EXIT = {
  /** Nothing was found. */
  clean: 0,
  /** Something was found. */
  findings: 1,
  /** The question, or the input, could not be read. */
  unreadable: 2,
} as const;
