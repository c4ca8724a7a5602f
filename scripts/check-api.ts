import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { apiDefects } from './api-defects';

const ROOT = path.join(__dirname, '..');

/** Everything public is described, and API.md says what the code says: it is generated, committed and read. */
function main(): void {
  const defects = apiDefects(JSON.parse(readFileSync(path.join(ROOT, '.jsii'), 'utf8')));
  if (defects.length > 0) {
    throw new Error(`the public API has defects:\n${defects.join('\n')}`);
  }
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
