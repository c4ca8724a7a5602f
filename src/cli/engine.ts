import { setFlagsFromString } from 'v8';

/** By major version of Node: what V8 calls the counts after which a compiler optimizes a function, each at about four times its default. */
export const OPTIMIZE_LATER: Readonly<Record<string, readonly string[]>> = {
  20: ['--interrupt-budget=500000'],
  22: ['--invocation-count-for-turbofan=12000'],
  24: ['--invocation-count-for-maglev=1600', '--invocation-count-for-turbofan=12000'],
};

/** Keeps the space for young objects as it is when Node starts. */
export const KEEP_YOUNG_SPACE = '--semi-space-growth-factor=1';

/** What a check loads of Node itself, beside what its output is written by. What other commands load more would cost each check. */
const OF_NODE = ['net', 'process'];

/**
 * Fits the engine to a run that is over before much of what it does for longer ones pays. Of a check of 1,000 objects, to optimize soon what is called
 * often takes a tenth of the time and a fifth of the processors'; ten times as late, the run waits for code that is not optimized yet. To collect young
 * objects seldom, from more and more fresh memory, takes a twentieth.
 *
 * Node has compiled what it consists of when it was built, and with other flags none of that is taken: it is loaded before they change.
 */
export function fitEngine(): void {
  loadPartsOfNode();
  const optimizeLater = OPTIMIZE_LATER[process.versions.node.split('.')[0]] ?? [];
  [KEEP_YOUNG_SPACE, ...optimizeLater].forEach((flag) => setFlagsFromString(flag));
}

function loadPartsOfNode(): void {
  OF_NODE.forEach((name) => require(name));
  // Which parts they need depends on what they lead to, and is known when they are asked for.
  [process.stdout, process.stderr].forEach(({ writable }) => writable);
}
