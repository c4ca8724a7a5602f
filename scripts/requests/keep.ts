import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import type { Compared } from './compare';
import type { Expect } from '../../src/cli/cases/case';
import { fromDisk } from '../../src/cli/cases/world-of-case';

/** Writes a case for the requests of a configuration that were not foreseen, with what Envoy did: it can be moved to conformance/cases as it is. */
export function keep(folder: string, seed: number, disagreements: readonly Compared[]): string {
  mkdirSync(folder, { recursive: true });
  const [{ case: { folder: from, case: written }, configuration }] = disagreements;
  const name = `${written.manifests[0].split('/')[0]}-${seed}-${configuration}`;
  const files = written.manifests.filter((file) => ['shared', configuration].includes(file.split('/')[1].split('.')[0]));
  const manifests = writeFiles(folder, `${name}.manifests.yaml`, from, files);
  writeFileSync(join(folder, `${name}.yaml`), Yaml.stringify({
    about: `configuration ${configuration} of seed ${seed}`,
    when: written.when,
    manifests: [manifests],
    ...(written.assume && { assume: [writeFiles(folder, `${name}.assumed.yaml`, from, written.assume)] }),
    requests: disagreements.map(({ request: { send: { background, ...send }, backends }, observed, wrong }) => (
      { name: wrong.join('; '), send, ...(backends && { backends }), expect: expectation(observed) })),
  }));
  return join(folder, `${name}.yaml`);
}

function writeFiles(folder: string, name: string, from: string, files: readonly string[]): string {
  writeFileSync(join(folder, name), files.flatMap((file) => fromDisk(join(from, file))).map(({ text }) => text).join('---\n'));
  return name;
}

function expectation({ status, answered, headers }: Compared['observed']): Expect {
  if (status === undefined) {
    return { reset: true };
  }
  const location = headers?.Location?.[0];
  return {
    status,
    backend: answered?.backend.name ?? 'none',
    ...(answered && { upstream: { path: answered.path, host: answered.host } }),
    ...(location !== undefined && { response: { headers: { location } } }),
  };
}
