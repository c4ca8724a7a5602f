/** Where a command writes to, and how. */
export interface Terminal {
  /** Whether reports are coloured. */
  readonly isColoured: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** The terminal of this process. Colours are for people: `NO_COLOR` turns them off, `FORCE_COLOR` on. */
export function processTerminal(): Terminal {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isColoured: FORCE_COLOR !== undefined || (process.stdout.isTTY && !NO_COLOR && TERM !== 'dumb'),
  };
}
