import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { testWithGo } from './with-go';
import { regenerate } from '../../scripts/imports/regenerate';

const PACKAGE = join(__dirname, '..', '..');

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'imports-'));
});

afterEach(() => {
  rmSync(scratch, { recursive: true });
});

testWithGo('what is generated is what is committed, byte for byte', () => {
  const paths = regenerate(scratch);

  const committed = readdirSync(join(PACKAGE, 'imports')).map((name) => `imports/${name}`);
  expect([...committed, 'NOTICE'].sort()).toEqual([...paths].sort());
  const changed = paths.filter((path) => !readFileSync(join(PACKAGE, path)).equals(readFileSync(join(scratch, path))));
  expect(changed).toEqual([]);
});
