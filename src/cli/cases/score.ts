import type { CaseResult } from './run-cases';
import { groupBy } from '../../manifest/group-by';

/** How many requests are answered as in the box: of each topic, of each line of the semantics that cases show, and of all. */
export function score(results: readonly CaseResult[]): string {
  const topics = groupBy(results, ({ case: name }) => name.split('/')[0]);
  const lines = groupBy(results.flatMap((result) => result.covers.map((line) => ({ line, result }))), ({ line }) => line);
  const semantics = [...lines].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([line, own]) => row(line, own.map(({ result }) => result)));
  const unknown = results.filter(({ isUnknown }) => isUnknown).length;
  return [
    ...[...topics].map(([topic, own]) => row(topic, own)),
    ...(semantics.length === 0 ? [] : ['', 'by what the cases cover:', ...semantics, '']),
    `agreed: ${count(results, 'agreed')} of ${results.length} requests`,
    `unknown: ${unknown} of ${results.length} requests (${Number((100 * unknown / Math.max(1, results.length)).toFixed(1))} %)`,
  ].join('\n');
}

function row(title: string, results: readonly CaseResult[]): string {
  const [agreed, disagreed, unsupported] = (['agreed', 'disagreed', 'unsupported'] as const).map((each) => count(results, each));
  const rest = [...(disagreed > 0 ? [`${disagreed} disagree`] : []), ...(unsupported > 0 ? [`${unsupported} unsupported`] : [])];
  return `${title.padEnd(32)} ${String(agreed).padStart(4)} of ${String(results.length).padEnd(4)} ${rest.join(', ')}`.trimEnd();
}

function count(results: readonly CaseResult[], wanted: CaseResult['result']): number {
  return results.filter(({ result }) => result === wanted).length;
}
