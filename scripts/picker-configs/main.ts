import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { choicesOf, coverPairs } from './pairs';
import { Site } from '../../src/core/site';
import { renderPickerConfig } from '../../src/inference/picker/config';
import { PickerRelease } from '../../src/inference/picker/release';
import { makePickerConfig } from '../../test/arbitrary/construct';
import { pickerDraft } from '../../test/arbitrary/inference';

/**
 * Writes configs of the endpoint picker of the Inference Extension 1.5 as the library makes them: enough that every two choices that can stand
 * together do so in one of them, and some more at random.
 *
 *     ts-node --project scripts/tsconfig.json scripts/picker-configs/main.ts --seed 1 --draws 3000 --out cdk8s.out/pickers
 */
function main(): void {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, draws: { type: 'string', default: '3000' }, out: { type: 'string', default: 'cdk8s.out/pickers' } },
  });
  const drafts = fc.sample(pickerDraft(), { seed: Number(values.seed), numRuns: Number(values.draws) });
  const texts = drafts.map(({ config, servers }) => renderPickerConfig({
    site: Site.named('picker', 'config'), release: PickerRelease.GIE_1_5, config: makePickerConfig(config), servers,
  }).text);
  const choices = texts.map((text) => choicesOf(parse(text)));
  const { chosen, pairs } = coverPairs(choices);
  const atRandom = texts.slice(0, chosen.length).map((_, i) => i).filter((i) => !chosen.includes(i));
  mkdirSync(values.out, { recursive: true });
  [...chosen, ...atRandom].forEach((draft, i) => writeFileSync(join(values.out, `${String(i).padStart(4, '0')}.yaml`), texts[draft]));
  console.log(`${chosen.length + atRandom.length} configs with ${new Set(choices.flat()).size} choices in ${pairs} pairs`);
}

main();
