import { readFileSync } from 'fs';
import type { Plugin } from 'esbuild';
import { listsForGenerators } from './lists-for-generators';
import { withoutExamples } from './without-examples';

/** Rules as a check runs them, which finds the same. */
export const rulesAsRun: Plugin = {
  name: 'rules-as-run',
  setup: ({ onLoad }) => onLoad({ filter: /\/check\/rules\/.*\.ts$/ }, ({ path: file }) => (
    { contents: listsForGenerators(withoutExamples(readFileSync(file, 'utf8'))), loader: 'ts' })),
};
