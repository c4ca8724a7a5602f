import { readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { optionsOf } from './assembly-options';
import { appsOfCases } from './cases';
import { judgeOptions } from './judge-options';
import { usedOptions } from './used-options';
import { readAssembly } from '../assembly';

const ROOT = path.join(__dirname, '..', '..');
const CONFORMANCE = path.join(ROOT, 'conformance');
const APPS = path.join(CONFORMANCE, 'apps');
/** Each of its settings is a case: conformance/installs says what it has to become. */
const INSTALLS = path.join(APPS, 'installs', 'main.ts');

/** Every option of the library is used by an app that a case of the mesh in a box refers to, or has a reason not to be. */
function main(): void {
  const { report, defects } = judgeOptions({
    options: optionsOf(readAssembly()),
    used: usedOptions({
      files: [...appsOfCases(path.join(CONFORMANCE, 'cases'), APPS), INSTALLS],
      folder: APPS,
      library: path.join(ROOT, 'lib', 'src', 'index.d.ts'),
    }),
    excepted: parse(readFileSync(path.join(CONFORMANCE, 'options-without-case.yaml'), 'utf8')) ?? {},
  });
  console.log(report.join('\n'));
  if (defects.length > 0) {
    console.error(defects.join('\n'));
    process.exitCode = 1;
  }
}

main();
