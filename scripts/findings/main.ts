import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { findingsPage } from './page';

const FILE = path.join(__dirname, '..', '..', 'docs', 'findings.md');

/** Writes docs/findings.md, or with `--check` fails where it is not what the rules say. */
function main(argument: string | undefined): void {
  const page = findingsPage();
  if (argument !== '--check') {
    mkdirSync(path.dirname(FILE), { recursive: true });
    writeFileSync(FILE, page);
  } else if (readFileSync(FILE, 'utf8') !== page) {
    console.error('docs/findings.md is not what the rules say: npx projen findings');
    process.exitCode = 1;
  }
}

main(process.argv[2]);
