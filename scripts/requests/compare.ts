import { foreseen } from './copies';
import { differences } from './differences';
import type { BoxResult, Observed } from './observed';
import type { CaseRequest, NamedCase } from '../../src/cli/cases/case';
import { settingsOfCase } from '../../src/cli/cases/settings-of-case';
import { fromDisk, worldOfCase } from '../../src/cli/cases/world-of-case';
import type { Outcome } from '../../src/simulate/outcome';
import { Simulator } from '../../src/simulate/simulator';

/** Judges of the box who must not complain of a generated case; the others judge what such a case leaves open. */
const JUDGES = ['admission', 'pods', 'envoy', 'harness'];

export interface Compared {
  readonly case: NamedCase;
  /** The configuration, by the name of its requests. */
  readonly configuration: string;
  readonly request: CaseRequest;
  readonly observed: Observed;
  readonly outcomes: readonly Outcome[];
  readonly wrong: readonly string[];
  readonly isUnknown: boolean;
}

/** What of a case makes its requests worthless. */
export function troubles({ complaints = [] }: BoxResult): readonly string[] {
  return complaints.filter(({ judge }) => JUDGES.includes(judge)).map(({ judge, text }) => `${judge}: ${text}`);
}

/** Every request of a case, as it went and as it was foreseen of objects that are as old as those of the box. */
export function compare(named: NamedCase, { requests = [], created = [] }: BoxResult): readonly Compared[] {
  const ages = new Map(created.map(({ object, at }) => [object, at]));
  const simulator = new Simulator(worldOfCase(named, fromDisk, ages), settingsOfCase(named));
  const seen = new Map(requests.map(({ name, observed }) => [name, observed?.[0]]));
  return (named.case.requests ?? []).flatMap((request) => {
    const observed = seen.get(request.name!);
    if (observed === undefined) {
      return [];
    }
    const outcomes = foreseen(simulator, request);
    const isUnknown = outcomes.some(({ unknown }) => unknown !== undefined);
    return [{ case: named, configuration: request.name!.split(' ')[0], request, observed, outcomes, wrong: isUnknown ? [] : differences(observed, outcomes), isUnknown }];
  });
}
