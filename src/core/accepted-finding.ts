import type { IConstruct } from 'constructs';

/** A finding that somebody knows of and accepts, on objects of a construct. */
export interface AcceptedFinding {
  readonly code: string;
  readonly reason: string;
  /** Said by a prop that names the risk: where nothing is found, nothing is stale. */
  readonly isSaidByProp?: boolean;
}

/** The metadata of constructs that holds them. */
const METADATA = 'cdk8s-ml-mesh:acknowledged';

/** Keeps with the construct that the finding is accepted on objects below it. */
export function acceptFinding(scope: IConstruct, accepted: AcceptedFinding): void {
  scope.node.addMetadata(METADATA, accepted);
}

/** What the construct itself accepts. */
export function acceptedFindings(scope: IConstruct): readonly AcceptedFinding[] {
  return scope.node.metadata.filter(({ type }) => type === METADATA).map(({ data }) => data as AcceptedFinding);
}
