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

/** Whether colours are wanted. They are for people: `FORCE_COLOR` decides where it is set (`0` and `false` are no), then `NO_COLOR`. */
export function wantsColours({ NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  return FORCE_COLOR === undefined ? isTerminal && !NO_COLOR && TERM !== 'dumb' : !['0', 'false'].includes(FORCE_COLOR);
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  [process.stdout, process.stderr].forEach(outliveReader);
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isColoured: wantsColours(process.env, process.stdout.isTTY),
  };
}
