import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { FIELDS } from './fields';
import type { Send } from '../../src/cli/cases/case';

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
  for (const { name, share, holds, make } of FIELDS) {
    const own = Math.round(count * share / 100);
    for (let first = 0; first < own; first += holds) {
      const title = `${name}-${first / holds}`;
      const field = make(title);
      const configurations = Array.from({ length: Math.min(holds, own - first) }, (_, index) => (
        fc.sample(field.configuration(first + index, requests), { seed: seed * 1_000_003 + number++, numRuns: 1 })[0]));
      mkdirSync(join(folder, title), { recursive: true });
      const files = [field.manifests, ...configurations.map(({ manifests }) => manifests)].map((manifests, index) => {
        const file = `${title}/${index === 0 ? 'shared' : `c${first + index - 1}`}.manifests.yaml`;
        writeFileSync(join(folder, file), Yaml.stringify(...manifests));
        return file;
      });
      const sent = configurations.flatMap((configuration, index) => configuration.requests.map((send, position) => (
        { name: `c${first + index} ${position + 1}`, send: named(send), expect: ANSWERED })));
      writeFileSync(join(folder, `${title}.yaml`), Yaml.stringify({ about: `configurations of seed ${seed}`, manifests: files, requests: sent }));
    }
  }
}

/** Lists of the format are plain ones. */
function named(send: Send): Send {
  return JSON.parse(JSON.stringify(send)) as Send;
}
