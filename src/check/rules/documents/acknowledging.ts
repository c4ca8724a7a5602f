import { type EngineRule, yaml } from '../../rule';

const POLICY = {
  why: 'An acknowledgement says that somebody has looked and knows better; one without effect hides that nobody did.',
  evidence: 'No case: annotations of this tool change nothing in a cluster.',
  good: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
  `,
} as const;

export const staleAcknowledgement: EngineRule = {
  ...POLICY,
  code: 'MLM0010',
  name: 'stale-acknowledgement',
  severity: 'warning',
  title: 'An acknowledgement matches no finding',
  message: 'nothing of {code} is found on this object',
  fix: 'delete the annotation',
  bad: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
      annotations:
        cdk8s-ml-mesh/ignore.MLM0201: known # <- MLM0010
  `,
};

export const unknownAcknowledgement: EngineRule = {
  ...POLICY,
  code: 'MLM0011',
  name: 'unknown-code',
  severity: 'warning',
  title: 'An acknowledgement names a code that does not exist',
  message: "there is no finding '{code}'",
  fix: 'write the code as the finding has it, or delete the annotation',
  bad: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
      annotations:
        cdk8s-ml-mesh/ignore.MLM9999: known # <- MLM0011
  `,
};

export const reasonlessAcknowledgement: EngineRule = {
  ...POLICY,
  code: 'MLM0012',
  name: 'no-reason',
  severity: 'warning',
  title: 'An acknowledgement gives no reason',
  message: 'the acknowledgement of {code} gives no reason and does not count',
  fix: 'say why it is well as it is: the next reader has to judge whether that still holds',
  bad: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
      annotations:
        cdk8s-ml-mesh/ignore.MLM0201: "" # <- MLM0012
  `,
};

export const impossibleAcknowledgement: EngineRule = {
  ...POLICY,
  code: 'MLM0013',
  name: 'not-acknowledgeable',
  severity: 'warning',
  title: 'An acknowledgement names a finding that cannot be acknowledged',
  message: '{code} cannot be acknowledged: {reason}',
  fix: 'mend what the finding says, and delete the annotation',
  bad: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
      annotations:
        cdk8s-ml-mesh/ignore.MLM0003: known # <- MLM0013
  `,
};
