import { spawnSync } from 'child_process';
import { tmpdir } from 'os';

/** A version of a Go module and the hash its content must have. */
export interface PinnedModule {
  readonly module: string;
  readonly version: string;
  readonly sum: string;
}

interface Download {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/** Whether the `go` command can be run on this machine. */
export function isGoInstalled(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/** The folder with the module's files, downloaded unless the module cache has them. */
export function goModuleFolder({ module, version, sum }: PinnedModule): string {
  const name = `${module}@${version}`;
  const download = goModDownload(name);
  if (download.Error !== undefined || download.Dir === undefined) {
    throw new Error(`cannot download Go module ${name}: ${download.Error ?? 'go gave no reason'}`);
  }
  if (download.Sum !== sum) {
    throw new Error(`Go module ${name} has the hash ${download.Sum}, expected ${sum}`);
  }
  return download.Dir;
}

function goModDownload(name: string): Download {
  // Away from any go.mod, so that no other module graph decides the version.
  const go = spawnSync('go', ['mod', 'download', '-json', name], { cwd: tmpdir(), encoding: 'utf8' });
  if (go.error !== undefined) {
    throw new Error(`cannot run go, which downloads the CRDs: ${go.error.message}`);
  }
  return go.stdout.trim() === '' ? { Error: go.stderr.trim() } : JSON.parse(go.stdout) as Download;
}
