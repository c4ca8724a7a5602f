import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { expectedCopies } from './copies';
import { FIELDS } from './fields';
import type { CaseRequest, NamedCase } from '../../src/cli/cases/case';
import { settingsOfCase } from '../../src/cli/cases/settings-of-case';
import { fromDisk, worldOfCase } from '../../src/cli/cases/world-of-case';
import type { Manifest } from '../../src/manifest/manifest-object';
import { Simulator } from '../../src/simulate/simulator';
import type { Asked } from '../../test/arbitrary/configurations/configuration';

/** The mesh of all generated cases. */
const PROFILE = 'requests';

/** Every request is answered in some way, however busy the machine is. */
const ANSWERED = { within: '60s' };

export interface Volume {
  readonly count: number;
  readonly seed: number;
  /** For each configuration. */
  readonly requests: number;
}

/** Writes the cases of a seed: one for each field, with a file for what its configurations share and one for each of them. */
export function writeCases(folder: string, { count, seed, requests }: Volume): void {
  let number = 0;
  const drawn = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, { seed: seed * 1_000_003 + number++, numRuns: 1 })[0];
  for (const { name, share, holds, make } of FIELDS) {
    const own = Math.round(count * share / 100);
    for (let first = 0; first < own; first += holds) {
      const title = `${name}-${first / holds}`;
      const field = make(title);
      const configurations = Array.from({ length: Math.min(holds, own - first) }, (_, index) => drawn(field.configuration(first + index, requests)));
      const shared = drawn(field.manifests);
      mkdirSync(join(folder, title), { recursive: true });
      const write = (file: string, manifests: readonly Manifest[]) => {
        writeFileSync(join(folder, title, `${file}.manifests.yaml`), Yaml.stringify(...manifests));
        return `${title}/${file}.manifests.yaml`;
      };
      const manifests = [write('shared', shared), ...configurations.map((each, index) => write(`c${first + index}`, each.manifests))];
      const sent = configurations.flatMap((configuration, index) => configuration.requests.map((asked, position) => (
        requestOf(`c${first + index} ${position + 1}`, asked))));
      const written: NamedCase['case'] = {
        about: `configurations of seed ${seed}`,
        when: { profile: PROFILE },
        manifests,
        ...(field.assumed && { assume: [write('assumed', field.assumed)] }),
        requests: [...sent.filter((each) => !each.send.background), ...sent.filter((each) => each.send.background)],
      };
      writeFileSync(join(folder, `${title}.yaml`), Yaml.stringify(withCopies({ name: title, folder, case: written })));
    }
  }
}

/** Who waits for somebody slow is under way while the others are sent, and comes last: nobody else is halted then. */
function requestOf(name: string, { send, backends = {} }: Asked): CaseRequest {
  const isSlow = Object.values(backends).some(({ delay }) => delay !== undefined);
  const failing = Object.keys(backends).length > 0 && { backends };
  return plain({ name, send: { ...send, ...(isSlow && { background: true }) }, ...failing, expect: ANSWERED });
}

/** Where copies may come, the box waits for them; backends do not count tries then, of which a copy might be the first. */
function withCopies(named: NamedCase): NamedCase['case'] {
  const simulator = new Simulator(worldOfCase(named, fromDisk), settingsOfCase(named));
  const requests = named.case.requests?.map(({ backends, ...request }) => {
    const copies = expectedCopies(simulator, request);
    const counts = Object.values(backends ?? {}).some(({ times }) => times !== undefined);
    const failing = backends === undefined || (copies !== undefined && counts) ? {} : { backends };
    return { ...request, ...failing, expect: { ...request.expect, ...(copies && { mirrors: 'backends' in failing ? [] : copies }) } };
  });
  return { ...named.case, requests };
}

/** Lists of the format are plain ones. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
