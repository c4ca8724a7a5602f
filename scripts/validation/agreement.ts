import type { Ours, Theirs } from './verdicts';

export interface Compared {
  readonly theirs: Theirs;
  readonly ours: Ours;
}

/** An object of which only one of the two finds something. */
export interface Side extends Compared {
  readonly who: 'only they refuse' | 'only we refuse' | 'only they warn' | 'only we warn';
}

interface Agreement {
  readonly title: string;
  readonly table: string;
  readonly differences: readonly Side[];
}

/** Who refuses what, and of what both admit, who warns. */
export function agreement(compared: readonly Compared[]): Agreement[] {
  const admitted = compared.filter(({ theirs, ours }) => !refuses(theirs) && ours.refusals.length === 0);
  return [
    compare('refused by the API server or the webhook', 'refuse', compared, refuses, ({ refusals }) => refusals.length > 0),
    compare('refused by the webhook, of what the CRD admits', 'refuse', compared.filter(({ theirs }) => theirs.crd === undefined),
      ({ webhook }) => webhook !== undefined, ({ refusals }) => refusals.some(isOfGroup)),
    compare('warned of by the webhook, of what both admit', 'warn', admitted, ({ warnings = [] }) => warnings.length > 0, ({ warnings }) => warnings.length > 0),
  ];
}

function refuses({ crd, webhook }: Theirs): boolean {
  return crd !== undefined || webhook !== undefined;
}

/** The group that judges what the webhook judges. */
function isOfGroup(finding: string): boolean {
  return finding.startsWith('MLM09');
}

type Says<T> = (one: T) => boolean;

function compare(title: string, verb: 'refuse' | 'warn', all: readonly Compared[], theyDo: Says<Theirs>, weDo: Says<Ours>): Agreement {
  const counts = new Map<string, number[]>();
  const differences: Side[] = [];
  for (const one of all) {
    const [they, we] = [theyDo(one.theirs), weDo(one.ours)];
    const row = counts.get(one.theirs.object.kind) ?? [0, 0, 0, 0];
    row[they ? (we ? 0 : 3) : (we ? 2 : 1)] += 1;
    counts.set(one.theirs.object.kind, row);
    if (they !== we) {
      differences.push({ ...one, who: `only ${they ? 'they' : 'we'} ${verb}` });
    }
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = rows.reduce((sum, [, row]) => sum.map((count, index) => count + row[index]), [0, 0, 0, 0]);
  const lines = [['', `both ${verb}`, 'neither', 'only we', 'only they'], ...rows.map(([kind, row]) => [kind, ...row.map(String)]), ['all', ...total.map(String)]];
  return {
    title,
    table: lines.map(([first, ...cells]) => first.padEnd(24) + cells.map((cell) => cell.padStart(12)).join('')).join('\n'),
    differences,
  };
}
