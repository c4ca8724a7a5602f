import type { CaseResult } from './run-cases';
import { groupBy } from '../../manifest/group-by';
import { UNKNOWN_CAUSES, type UnknownCause } from '../../simulate/unknown';

/** How many requests are answered as in the box: of each topic, of each line of the semantics that cases show, and of all. */
export function score(results: readonly CaseResult[]): string {
  const topics = groupBy(results, ({ case: name }) => name.split('/')[0]);
  const lines = groupBy(results.flatMap((result) => result.covers.map((line) => ({ line, result }))), ({ line }) => line);
  const semantics = [...lines].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([line, own]) => row(line, own.map(({ result }) => result)));
  const unknown = results.filter((result) => result.unknown.length > 0);
  return [
    ...[...topics].map(([topic, own]) => row(topic, own)),
    ...(semantics.length === 0 ? [] : ['', 'by what the cases cover:', ...semantics, '']),
    `agreed: ${count(results, 'agreed')} of ${results.length} requests`,
    `unknown: ${unknown.length} of ${results.length} requests (${Number((100 * unknown.length / Math.max(1, results.length)).toFixed(1))} %)`,
    ...(Object.keys(UNKNOWN_CAUSES) as UnknownCause[]).flatMap((cause) => {
      const own = unknown.filter((result) => result.unknown.includes(cause));
      return own.length === 0 ? [] : [`  ${String(own.length).padStart(4)} ${cause}: ${UNKNOWN_CAUSES[cause]}`];
    }),
  ].join('\n');
}

const OTHERS = { unknown: 'unknown', disagreed: 'disagree' } as const;

function row(title: string, results: readonly CaseResult[]): string {
  const rest = (Object.keys(OTHERS) as (keyof typeof OTHERS)[]).map((result) => ({ result, number: count(results, result) }))
    .filter(({ number }) => number > 0).map(({ result, number }) => `${number} ${OTHERS[result]}`);
  return `${title.padEnd(32)} ${String(count(results, 'agreed')).padStart(4)} of ${String(results.length).padEnd(4)} ${rest.join(', ')}`.trimEnd();
}

function count(results: readonly CaseResult[], wanted: CaseResult['result']): number {
  return results.filter(({ result }) => result === wanted).length;
}
