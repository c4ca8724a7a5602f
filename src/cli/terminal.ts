/** Where a command writes to, and how. */
export interface Terminal {
  /** Whether reports are coloured. */
  readonly isColoured: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** A reader that has seen enough (`| head`) is no failure of the command. */
export function outliveReader(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
}

/** The terminal of this process. Colours are for people: `NO_COLOR` turns them off, `FORCE_COLOR` on. */
export function processTerminal(): Terminal {
  [process.stdout, process.stderr].forEach(outliveReader);
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isColoured: FORCE_COLOR !== undefined || (process.stdout.isTTY && !NO_COLOR && TERM !== 'dumb'),
  };
}
