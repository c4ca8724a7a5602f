import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { packageDefects } from './package-defects';

/** Packed. */
const MAX_BYTES = 2_500_000;

/** Judges the packed library: `check-package TARBALL`. */
function main(tarball: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
  try {
    execFileSync('tar', ['--extract', '--gzip', '--strip-components=1', '--file', tarball, '--directory', folder]);
    const files = new Map(filesIn(folder).map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]));
    const { peerDependencies } = JSON.parse(files.get('package.json')!) as { readonly peerDependencies: object };
    const { size } = statSync(tarball);
    console.log(`${files.size} files, ${size} bytes packed`);
    const defects = packageDefects({ files, peers: Object.keys(peerDependencies) });
    if (size > MAX_BYTES) {
      defects.push(`the package has ${size} bytes, more than ${MAX_BYTES}`);
    }
    if (defects.length > 0) {
      console.error(defects.join('\n'));
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

main(process.argv[2]);
