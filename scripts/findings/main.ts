import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { dispositionsPage } from './dispositions-page';
import { findingsPage } from './page';

const DOCS = path.join(__dirname, '..', '..', 'docs');

/** What each page is made of. */
const PAGES: Readonly<Record<string, () => string>> = {
  'findings.md': findingsPage,
  'reference/dispositions.md': dispositionsPage,
};

/** Writes the generated pages of docs/, or with `--check` fails where one is not what the tables of the library say. */
function main(argument: string | undefined): void {
  for (const [name, page] of Object.entries(PAGES)) {
    const file = path.join(DOCS, name);
    if (argument !== '--check') {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, page());
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== page()) {
      console.error(`docs/${name} is not what the library says: npx projen findings`);
      process.exitCode = 1;
    }
  }
}

main(process.argv[2]);
