import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');

/** API.md is generated, committed and read: it must say what the code says. */
function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-'));
  try {
    const fresh = path.join(folder, 'API.md');
    execFileSync('jsii-docgen', ['--output', fresh], { cwd: ROOT, stdio: 'inherit' });
    if (readFileSync(fresh, 'utf8') !== readFileSync(path.join(ROOT, 'API.md'), 'utf8')) {
      throw new Error('API.md is not current: run npx projen docgen');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
