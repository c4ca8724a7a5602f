import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { Source } from './sources';

/** The folder of the CRDs that no Go module carries: copies without descriptions and status. */
const COPIES = join(__dirname, 'crds');

/** The folder with a source's copies, which must have the content that the source names. */
export function copiesFolder({ module, sum, sets }: Source): string {
  for (const { path } of sets) {
    const found = `sha256:${createHash('sha256').update(readFileSync(join(COPIES, path))).digest('hex')}`;
    if (found !== sum) {
      throw new Error(`the copy ${path} of ${module} has the hash ${found}, expected ${sum}`);
    }
  }
  return COPIES;
}
