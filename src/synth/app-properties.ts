import type { IConstruct } from 'constructs';
import type { Judgement } from './app-assertions';
import { AppSimulator } from './app-simulator';
import type { RequestVerdict } from './mesh-simulator';
import type { RequestExpectation } from './request-expectation';
import type { RequestSet } from './request-set';
import { commandLine } from '../simulate/properties/command-line';
import { reportOf } from '../simulate/properties/report';

/** Judges what is said of all requests of a kind to an app. */
export class AppProperties {
  constructor(private readonly root: IConstruct) {}

  /** @throws where nothing can be said of such requests, or it is not known offline */
  public judge(requests: RequestSet, expectation: RequestExpectation): Judgement {
    const verdict = this.ask(requests, expectation);
    const message = reportOf(verdict);
    if (verdict.verdict === 'unknown') {
      throw new Error(message);
    }
    return { holds: verdict.verdict === 'holds', message };
  }

  public report(requests: RequestSet, expectation: RequestExpectation): RequestVerdict {
    const verdict = this.ask(requests, expectation);
    const { counterexample } = verdict;
    return {
      holds: verdict.verdict === 'holds',
      requests: verdict.requests,
      limits: [...verdict.limits],
      text: reportOf(verdict),
      ...(counterexample === undefined ? {} : { counterexample: commandLine(counterexample) }),
    };
  }

  private ask({ _filter }: RequestSet, { _expectation }: RequestExpectation) {
    return new AppSimulator(this.root).judge(_filter, _expectation);
  }
}
