import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import { comesInPastSidecar } from '../../../manifest/istio/capture';
import { selectorOf } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Authorizer } from '../../../manifest/mesh-config';
import type { PodSet } from '../../../manifest/pods';
import { protocolOf } from '../../../manifest/protocols';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { SIDECAR_NAMESPACE } from '../object-examples';

type Policy = ManifestObject<AuthorizationPolicySpec>;
type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: ask
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    action: CUSTOM
    provider:
      name: opa
    rules:
      - {}
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: opa
    namespace: ml-serving
  spec:
    selector:
      app: opa
    ports:
      - name: grpc
        port: 9191
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: opa
    namespace: ml-serving
    labels:
      app: opa
  spec:
    containers:
      - name: server
        image: opa
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
  spec:
    containers:
      - name: server
        image: model
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: istio
    namespace: istio-system
  data:
    mesh: |
      extensionProviders:
        - name: opa
          envoyExtAuthzGrpc:
            service: opa.ml-serving.svc.cluster.local
            port: 9191
`, SIDECAR_NAMESPACE);

export const askedAboutItself = rule({
  code: 'MLM0433',
  name: 'asked-about-itself',
  severity: 'error',
  title: 'An authorization server is asked about the questions to it',
  kinds: [AUTHORIZATION_POLICY],
  message: 'the policy is for {pods}, too, which {provider} sends its questions to: each question asks another one',
  why: 'The sidecar of the server takes a question for a request, and asks the server about it before it passes it on, and about that question again. No question ever arrives: every '
    + 'request that a rule of the policy is for waits until the time limit of the provider is over, and is then refused, or let pass unasked where the provider has failOpen.',
  fix: 'select the pods that are to ask and not those of the server, move the server to a namespace of its own, or keep its port out of its sidecar '
    + '(traffic.sidecar.istio.io/excludeInboundPorts)',
  cases: ['authorizers/own-questions'],
  evidence: 'every request that a rule is for is answered with 403 when the time limit of the provider is over, and the server receives nothing',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['  selector:\n    matchLabels:\n      app: model\n  action', '  action'], ['rules:\n', 'rules: # <- MLM0433\n']),
  good: GOOD,
  * check(policy, { index }) {
    const { action, provider } = policy.spec;
    const isDeciding = action === 'CUSTOM' && policy.annotations['istio.io/dry-run'] !== 'true';
    const server = isDeciding ? index.meshConfig.authorizer(provider?.name ?? '') : undefined;
    const service = server && index.hosts.find(server.host, index.rootNamespace).service;
    const pods = service && index.podsOfService(service).find((each) => isAsked(policy, each, { ...server, service }, index));
    if (pods !== undefined) {
      yield {
        at: policy.at('spec', selectorOf(policy) === undefined ? 'rules' : 'selector'),
        data: { pods: pods.owner.id, provider: provider!.name! },
        related: [{ at: service!.at('metadata', 'name'), label: 'the server of the provider' }],
      };
    }
  },
});

interface Server extends Authorizer {
  readonly service: ManifestObject<ServiceSpec>;
}

/** Whether the sidecar of the server's pods asks about questions to them that are about requests which a rule is for. */
function isAsked(policy: Policy, pods: PodSet, server: Server, { policies, namespaces }: ManifestIndex): boolean {
  const port = server.service.spec.ports?.find((each) => each.port === server.port);
  const target = port && pods.targetOf(port);
  return policies.appliesTo(policy, pods)
    && namespaces.membership(pods) === DataPlane.SIDECAR
    && target !== undefined
    && ['http', 'http2', 'unknown'].includes(protocolOf(port!))
    && !comesInPastSidecar(pods, target)
    && (policy.spec.rules ?? []).some((each) => holdsAgain(each, server, target));
}

/** Callers and headers of a question are others than those of the request, and what a rule asks of them may hold for one of the two only. */
function holdsAgain({ from = [], to = [], when = [] }: Rule, server: Server, port: number): boolean {
  return from.length === 0 && when.length === 0 && (to.length === 0 || to.some(({ operation = {} }) => isOfQuestion(operation, server, port)));
}

/** What questions have of the requests that they are about, by the protocol of the server (Envoy source/extensions/filters/common/ext_authz). */
function isOfQuestion({ ports, ...rest }: Operation, { protocol, hasPathPrefix }: Server, port: number): boolean {
  return (ports === undefined || ports.includes(String(port))) && (protocol === 'http' ? isOfRequest(rest, hasPathPrefix) : isOfCheck(rest));
}

/** A question over HTTP has method, path and host of the request, with what is put before the path. */
function isOfRequest(operation: Operation, hasPathPrefix: boolean): boolean {
  const kept = hasPathPrefix ? ['methods', 'notMethods', 'hosts', 'notHosts'] : ['methods', 'notMethods', 'hosts', 'notHosts', 'paths', 'notPaths'];
  return Object.keys(operation).every((field) => kept.includes(field));
}

const CHECK_PATH = '/envoy.service.auth.v3.Authorization/Check';

/** A question over gRPC is the same call for every request. */
function isOfCheck({ methods = ['POST'], paths = [CHECK_PATH], ...rest }: Operation): boolean {
  return Object.keys(rest).length === 0 && methods.some((method) => covers(method, 'POST')) && paths.some((path) => covers(path, CHECK_PATH));
}

function covers(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text || (pattern.startsWith('*') && text.endsWith(pattern.slice(1)));
}
