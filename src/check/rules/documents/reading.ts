import { type EngineRule, yaml } from '../../rule';

export const unreadableDocument: EngineRule = {
  code: 'MLM0001',
  name: 'unreadable-document',
  severity: 'error',
  title: 'A document is no YAML',
  message: 'the document cannot be read: {problem}',
  why: 'At such a document kubectl stops: neither it nor, in the same file, what follows is applied. The other documents of the file are judged all the same.',
  fix: 'mend the YAML: indentation, quotes, a colon within a text',
  isRejected: true,
  evidence: 'The parser reads YAML as kubectl does (go.yaml.in/yaml/v2). No case: nothing reaches a cluster.',
  bad: yaml`
    apiVersion: v1
    kind: Namespace
    metadata:
      name: ml-serving
       labels: {} # <- MLM0001
  `,
  good: yaml`
    apiVersion: v1
    kind: Namespace
    metadata:
      name: ml-serving
      labels: {}
  `,
};

export const strayDocument: EngineRule = {
  code: 'MLM0002',
  name: 'no-object',
  severity: 'error',
  title: 'A document is no object of Kubernetes',
  message: 'the document {problem}',
  why: 'It is refused by kubectl. Often it is a values file, or part of an object whose indentation slipped.',
  fix: 'give it apiVersion, kind and metadata, or leave the file out',
  isRejected: true,
  evidence: 'No case: kubectl refuses it before anything reaches a cluster.',
  bad: yaml`
    replicas: 2 # <- MLM0002
    image: llm-server
  `,
  good: yaml`
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: values
    data:
      image: llm-server
  `,
};

export const installSettings: EngineRule = {
  code: 'MLM0007',
  name: 'install-settings',
  severity: 'info',
  title: 'A document is read by an installer, and not applied',
  message: '{what}',
  why: 'It would be refused by kubectl apply: the API server knows no such kind, and values are no object. What istioctl or Helm makes of it is not looked at, but for the '
    + 'settings of the mesh in an IstioOperator, which rules ask for.',
  fix: 'install with it (istioctl install -f, helm install -f), and apply the other files',
  evidence: 'No case: it never reaches a cluster.',
  bad: yaml`
    apiVersion: install.istio.io/v1alpha1
    kind: IstioOperator # <- MLM0007
    metadata:
      name: istio
    spec:
      profile: ambient
  `,
  good: yaml`
    apiVersion: v1
    kind: Namespace
    metadata:
      name: istio-system
  `,
};

export const duplicateObject: EngineRule = {
  code: 'MLM0003',
  name: 'duplicate-object',
  severity: 'error',
  title: 'Two objects have the same kind, namespace and name',
  message: '{object} is there twice',
  why: 'The one that is applied later replaces the other without a word; which one that is depends on the order of files. API versions of a kind are one kind.',
  fix: 'rename one, or delete it',
  isRejected: true,
  evidence: 'No case: the API server sees two updates of one object.',
  bad: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor # <- MLM0003
      namespace: ml-serving
  `,
  good: yaml`
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-serving
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: predictor
      namespace: ml-training
  `,
};
