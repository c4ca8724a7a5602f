import { commandLine, type ObjectFiles } from './command-line';
import type { PropertyVerdict } from './judge';
import { drawText } from '../explain/text';

/** What is told of a judgement: what is said, whether it is so, the request that shows it is not, and what was not looked at. */
export function reportOf({ verdict, said, requests, delivered, counterexample, got, limits }: PropertyVerdict, files?: ObjectFiles): string {
  const looked = `${requests} requests looked at, one for each way in which the configuration tells them apart; ${delivered} reach a workload`;
  if (counterexample === undefined) {
    return [`${verdict}: ${said}`, `  ${looked}`, '  not looked at:', ...limits.map((limit) => `  - ${limit}`)].join('\n');
  }
  return [`${verdict}: ${said}, got ${got}`, `  ${commandLine(counterexample, files)}`, drawText(counterexample.outcomes)].join('\n');
}
