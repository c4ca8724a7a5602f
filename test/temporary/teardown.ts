import { rmSync } from 'fs';
import { dirname } from 'path';

/** Removes the folder that `setup.ts` made, with all that tests left in it. */
export default function teardown(): void {
  const folder = process.env.TMPDIR!;
  process.env.TMPDIR = dirname(folder);
  rmSync(folder, { recursive: true });
}
