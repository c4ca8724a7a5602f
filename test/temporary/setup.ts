import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** One temporary folder for all tests: each app that a test synthesizes leaves one of its own there (cdk8s's `Testing.app`). */
export default function setup(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cdk8s-ml-mesh-'));
}
