import { existsSync } from 'fs';
import { join } from 'path';
import { testWithGo } from './with-go';
import { goModuleFolder } from '../../scripts/imports/go-module';
import { SOURCES } from '../../scripts/imports/sources';

testWithGo('a module of the pinned content is found', () => {
  expect(existsSync(join(goModuleFolder(SOURCES[0]), 'LICENSE'))).toBe(true);
});

testWithGo('a module of other content is refused', () => {
  expect(() => goModuleFolder({ ...SOURCES[0], sum: 'h1:other' }))
    .toThrow(`Go module ${SOURCES[0].module}@${SOURCES[0].version} has the hash ${SOURCES[0].sum}, expected h1:other`);
});

testWithGo('a module that cannot be had is named, with the reason', () => {
  expect(() => goModuleFolder({ ...SOURCES[0], version: 'not-a-version!' })).toThrow(/cannot download Go module istio\.io\/api@not-a-version!: .*invalid/);
});
