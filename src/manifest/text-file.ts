import { readFileSync } from 'fs';

/** How files begin that some editors and shells write. */
const UTF_16_MARKS: readonly Buffer[] = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * The text of a file, or of standard input: 0. UTF-16 is refused: kubectl takes the first of its documents for all of them, or nothing, as the
 * file happens to end.
 */
export function readText(file: string | 0): string {
  const bytes = readFileSync(file);
  if (UTF_16_MARKS.some((mark) => bytes.subarray(0, mark.length).equals(mark))) {
    throw new Error('it is UTF-16, of which kubectl reads one document at most: save it as UTF-8');
  }
  return bytes.toString();
}
