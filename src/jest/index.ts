import type { IConstruct } from 'constructs';
import { Findings, type FindingsOptions } from '../synth/findings';

/** What a matcher of jest tells. */
interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** Matchers for findings; `cdk8s-ml-mesh/jest` registers them. */
export const matchers = {
  /** Neither errors nor warnings that nobody acknowledges. */
  toHaveNoFindings(scope: IConstruct, options?: FindingsOptions): Verdict {
    const findings = Findings.of(scope, options);
    const text = findings.toString();
    return {
      pass: text === '',
      message: () => (text === '' ? `expected findings in ${name(scope)}, there are none` : `expected no findings in ${name(scope)}:\n${text}`),
    };
  },
  /** A finding of this code, acknowledged or not. */
  toHaveFinding(scope: IConstruct, code: string, options?: FindingsOptions): Verdict {
    const { all } = Findings.of(scope, options);
    const hits = all.filter((finding) => finding.code === code);
    return {
      pass: hits.length > 0,
      message: () => (hits.length > 0
        ? `expected no ${code} in ${name(scope)}:\n${hits.map(({ object, field, message }) => `${object} ${field}: ${message}`).join('\n')}`
        : `expected ${code} in ${name(scope)}, there is ${[...new Set(all.map((finding) => finding.code))].join(', ') || 'nothing'}`),
    };
  },
};

function name({ node }: IConstruct): string {
  return node.path || 'the app';
}

declare global {
  namespace jest {
    // With the type parameters of @types/jest, as merging asks for.
    interface Matchers<R, T = {}> {
      /** Neither errors nor warnings that nobody acknowledges, in the objects below a construct. */
      toHaveNoFindings(options?: FindingsOptions): R;
      /** A finding of this code, acknowledged or not, in the objects below a construct. */
      toHaveFinding(code: string, options?: FindingsOptions): R;
    }
  }
}

const { expect } = globalThis as { expect?: { extend(added: typeof matchers): void } };
if (expect === undefined) {
  throw new Error("cdk8s-ml-mesh/jest adds matchers to jest's expect, and there is none: "
    + 'name it in setupFilesAfterEnv of the jest configuration, or import it in a test');
}
expect.extend(matchers);
