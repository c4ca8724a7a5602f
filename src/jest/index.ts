import type { IConstruct } from 'constructs';
import type { Judgement } from '../synth/app-assertions';
import { Findings, type FindingsOptions } from '../synth/findings';
import { MeshAssertions } from '../synth/mesh-assertions';
import type { MeshRequest } from '../synth/mesh-request';
import type { RequestExpectation } from '../synth/request-expectation';
import type { RequestSet } from '../synth/request-set';

/** What a matcher of jest tells. */
interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** Matchers for findings and for where requests go; `cdk8s-ml-mesh/jest` registers them. */
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
  /** A workload, `namespace/name`, answers all requests like this. */
  toAlwaysReach(scope: IConstruct, request: MeshRequest, backend: string): Verdict {
    return verdict(assertions(scope).reaches(request, backend, 1));
  },
  /** A workload, `namespace/name`, answers this share of the requests: `0.1` for 10 %. */
  toReachWith(scope: IConstruct, share: number, request: MeshRequest, backend: string): Verdict {
    return verdict(assertions(scope).reaches(request, backend, share));
  },
  /** A workload, `namespace/name`, receives neither the request nor a copy of it. */
  toNeverReach(scope: IConstruct, request: MeshRequest, backend: string): Verdict {
    return verdict(assertions(scope).neverReaches(request, backend));
  },
  /** The request is refused, always. */
  toDeny(scope: IConstruct, request: MeshRequest): Verdict {
    return verdict(assertions(scope).isDenied(request));
  },
  /** Something is so for every request of a kind. */
  toHoldForEveryRequest(scope: IConstruct, requests: RequestSet, expectation: RequestExpectation): Verdict {
    return verdict(MeshAssertions.of(scope)._properties().judge(requests, expectation));
  },
  /** No request from outside of the namespace reaches a workload of it. */
  toLetNobodyOutsideReach(scope: IConstruct, namespace: string): Verdict {
    return verdict(MeshAssertions.of(scope)._nobodyOutsideReaches(namespace));
  },
};

function assertions(scope: IConstruct) {
  return MeshAssertions.of(scope)._judge();
}

function verdict({ holds, message }: Judgement): Verdict {
  return { pass: holds, message: () => message };
}

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
      /** A workload, `namespace/name`, answers all requests like this, as `MeshSimulator` foresees it from the objects of the app. */
      toAlwaysReach(request: MeshRequest, backend: string): R;
      /** A workload, `namespace/name`, answers this share of the requests: `0.1` for 10 %. */
      toReachWith(share: number, request: MeshRequest, backend: string): R;
      /** A workload, `namespace/name`, receives neither the request nor a copy of it. */
      toNeverReach(request: MeshRequest, backend: string): R;
      /** The request is refused, always: by a policy, for want of a token, or by an authorization server. */
      toDeny(request: MeshRequest): R;
      /** Something is so for every request of a kind: one is simulated for each way in which the configuration tells requests apart. */
      toHoldForEveryRequest(requests: RequestSet, expectation: RequestExpectation): R;
      /** No request from outside of the namespace reaches a workload of it: by no Gateway, from no other namespace, from no pod outside of the mesh. */
      toLetNobodyOutsideReach(namespace: string): R;
    }
  }
}

const { expect } = globalThis as { expect?: { extend(added: typeof matchers): void } };
if (expect === undefined) {
  throw new Error("cdk8s-ml-mesh/jest adds matchers to jest's expect, and there is none: "
    + 'name it in setupFilesAfterEnv of the jest configuration, or import it in a test');
}
expect.extend(matchers);
