/** Why a file cannot be read or written, in words: `ENOENT: no such file or directory`. Which file it is, is said beside it. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : message.split(', ')[0];
}
