import { type EngineRule, yaml } from '../../rule';
import { STRICT_MTLS } from '../object-examples';

export const schemaViolation: EngineRule = {
  code: 'MLM0004',
  name: 'schema',
  severity: 'error',
  title: 'A field does not fit the schema of its kind',
  message: '{field}: {problem}',
  why: 'The API server refuses the object: kubectl apply validates strictly, so unknown fields count too. Clients that do not, drop an unknown field without a word.',
  fix: 'write a field or a value that the schema has',
  sameAs: ['IST0106'],
  isRejected: true,
  cases: ['disagreements/failure-mode', 'refused/retry-in-the-standard-channel', 'refused/service-field', 'refused/object-name', 'refused/probe-port'],
  evidence: 'The schemas are those of the CRDs of the version that is checked for, and of the kinds of Kubernetes that it reads; the box compares them with the API server.',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata:
      name: default
      namespace: ml-serving
    spec:
      mtls:
        mod: STRICT # <- MLM0004
  `,
  good: STRICT_MTLS,
};

export const celViolation: EngineRule = {
  code: 'MLM0005',
  name: 'validation-rule',
  severity: 'error',
  title: 'A validation rule of the CRD does not hold',
  message: '{field}: {problem}',
  why: 'The API server evaluates the rules of the CRD (x-kubernetes-validations) and refuses the object.',
  fix: 'change the fields that the rule speaks of',
  sameAs: ['IST0106'],
  isRejected: true,
  cases: ['refused/short-duration'],
  evidence: 'The rules are those of the CRDs of the version that is checked for, evaluated by a CEL engine; the box compares them with the API server.',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: callers
      namespace: ml-serving
    spec: # <- MLM0005
      selector:
        matchLabels:
          app: predictor
      targetRefs:
        - kind: Service
          group: ""
          name: predictor
  `,
  good: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: nobody
      namespace: ml-serving
    spec: {}
  `,
};

export const unknownKind: EngineRule = {
  code: 'MLM0006',
  name: 'unknown-kind',
  severity: 'error',
  title: 'The cluster does not have the kind, or not this version of it',
  message: '{problem}',
  why: 'The API server answers "no matches for kind". Kinds and versions come with the CRDs of a release, some only with the experimental channel.',
  fix: 'write an API version that is served, or install the CRDs',
  isRejected: true,
  evidence: 'The kinds are those of the CRDs of the version that is checked for, and those of Kubernetes 1.36.',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1beta2 # <- MLM0006
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec: {}
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: GatewayClass
    metadata:
      name: edge
    spec:
      controllerName: istio.io/gateway-controller
  `,
};
