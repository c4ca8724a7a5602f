import { agreement, type Compared, type Side } from './agreement';
import { reasonFor } from './reasons';
import { judge, readVerdicts } from './verdicts';
import { dump } from '../../src/vendor/js-yaml';

const MOST_SHOWN = 40;

/** Compares check with the verdicts of the pinned build: `main.ts NAME FILE...`, and fails where they differ without a reason. */
function main([name, ...files]: readonly string[]): void {
  const compared = files.flatMap(readVerdicts).map((theirs): Compared => ({ theirs, ours: judge(theirs.object) }));
  const sides = agreement(compared);
  console.log(`${name}: ${compared.length} objects`);
  sides.forEach(({ title, table }) => console.log(`\n${title}\n${table}`));
  const differing = sides.flatMap(({ differences }) => differences);
  const reasons = differing.map((difference) => reasonFor(difference));
  report(differing.filter((_, index) => reasons[index] === undefined));
  for (const reason of new Set(reasons.filter((text) => text !== undefined))) {
    console.log(`${reasons.filter((text) => text === reason).length} differ because ${reason}`);
  }
  process.exitCode = reasons.includes(undefined) ? 1 : 0;
}

function report(unexplained: readonly Side[]): void {
  for (const { who, theirs, ours } of unexplained.slice(0, MOST_SHOWN)) {
    console.log(`\n${who}: ${theirs.source}`);
    console.log(`  they: ${[theirs.crd, theirs.webhook, ...theirs.warnings ?? []].filter(Boolean).join('\n        ') || 'fine'}`);
    console.log(`  we:   ${[...ours.refusals, ...ours.warnings].join('\n        ') || 'fine'}`);
    console.log(dump(theirs.object).replace(/^/gm, '    ').slice(0, 2000));
  }
  console.log(`\n${unexplained.length} differ without a reason`);
}

main(process.argv.slice(2));
