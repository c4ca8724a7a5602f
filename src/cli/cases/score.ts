import type { CaseResult } from './run-cases';
import { groupBy } from '../../manifest/group-by';

/** How many requests of each topic are answered as in the box. */
export function score(results: readonly CaseResult[]): string {
  const topics = groupBy(results, ({ case: name }) => name.split('/')[0]);
  const rows = [...topics].map(([topic, own]) => row(topic, own));
  return [...rows, `agreed: ${count(results, 'agreed')} of ${results.length} requests`].join('\n');
}

function row(topic: string, results: readonly CaseResult[]): string {
  const [agreed, disagreed, unsupported] = (['agreed', 'disagreed', 'unsupported'] as const).map((each) => count(results, each));
  const rest = [...(disagreed > 0 ? [`${disagreed} disagree`] : []), ...(unsupported > 0 ? [`${unsupported} unsupported`] : [])];
  return `${topic.padEnd(20)} ${String(agreed).padStart(4)} of ${String(results.length).padEnd(4)} ${rest.join(', ')}`.trimEnd();
}

function count(results: readonly CaseResult[], wanted: CaseResult['result']): number {
  return results.filter(({ result }) => result === wanted).length;
}
