import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { apiDefects } from './api-defects';
import { readAssembly } from './assembly';

const ROOT = path.join(__dirname, '..');

/** Everything public is described, and API.md says what the code says: it is generated, committed and read. */
function main(): void {
  const defects = apiDefects(readAssembly());
  if (generatedDocs() !== readFileSync(path.join(ROOT, 'API.md'), 'utf8')) {
    defects.push('API.md is not current: run npx projen docgen');
  }
  if (defects.length > 0) {
    console.error(defects.join('\n'));
    process.exitCode = 1;
  }
}

function generatedDocs(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-'));
  try {
    const file = path.join(folder, 'API.md');
    execFileSync('jsii-docgen', ['--output', file], { cwd: ROOT, stdio: 'inherit' });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
